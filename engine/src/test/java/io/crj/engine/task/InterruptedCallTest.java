package io.crj.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.trace.Registers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterruptedCallTest {

    private static final long AFTER = 0x1002;

    private static Registers stopped(long number, long result) {
        return Registers.empty()
                .set(Registers.ORIG_AX, number)
                .set(Registers.AX, result)
                .set(Registers.IP, AFTER);
    }

    @ParameterizedTest
    @ValueSource(longs = {-512, -513, -514, -516})
    void shouldBeginACallAgainThatTheKernelWouldBeginAgain(long result) {
        Registers registers = stopped(SyscallNumber.READ, result);

        InterruptedCall.rewind(registers, false);

        assertThat(registers.get(Registers.IP)).isEqualTo(AFTER - 2);
        assertThat(registers.get(Registers.AX)).isEqualTo(SyscallNumber.READ);
    }

    @ParameterizedTest
    @ValueSource(longs = {-514, -516})
    void shouldTellOfAHandlerThatRunsFirst(long result) {
        Registers registers = stopped(SyscallNumber.EPOLL_WAIT, result);

        InterruptedCall.rewind(registers, true);

        assertThat(registers.get(Registers.IP)).isEqualTo(AFTER);
        assertThat(registers.get(Registers.AX)).isEqualTo(-Errno.EINTR);
    }

    @Test
    void shouldLeaveResultsAndPlainCodeAlone() {
        for (Registers registers :
                new Registers[] {stopped(SyscallNumber.READ, 5), stopped(-1, -512), stopped(SyscallNumber.READ, -4)}) {
            long result = registers.get(Registers.AX);
            InterruptedCall.rewind(registers, false);
            assertThat(registers.get(Registers.IP)).isEqualTo(AFTER);
            assertThat(registers.get(Registers.AX)).isEqualTo(result);
        }
    }
}
