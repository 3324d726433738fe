package io.crj.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.SyscallNumber;
import org.junit.jupiter.api.Test;

class InterruptedWaitTest {

    private static Registers stopped(long number, long result) {
        return Registers.empty().set(Registers.ORIG_AX, number).set(Registers.AX, result);
    }

    @Test
    void shouldBeginAWaitAgainThatEndedForTheStop() {
        Registers registers = stopped(SyscallNumber.RT_SIGTIMEDWAIT, -Errno.EINTR);

        InterruptedWait.hide(registers);

        assertThat(registers.get(Registers.AX)).isEqualTo(-514);
    }

    @Test
    void shouldLeaveOtherResultsAlone() {
        for (Registers registers : new Registers[] {
            stopped(SyscallNumber.EPOLL_WAIT, 3),
            stopped(-1, -Errno.EINTR),
            stopped(SyscallNumber.CONNECT, -Errno.EINTR),
            stopped(SyscallNumber.READ, -512)
        }) {
            long result = registers.get(Registers.AX);
            InterruptedWait.hide(registers);
            assertThat(registers.get(Registers.AX)).isEqualTo(result);
        }
    }
}
