package io.crj.engine.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.trace.HealedCall.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealingCodeTest {

    private static final long AFTER = 0x7f12_3456_7892L;

    private static Registers stopped(long number, long result) {
        Registers registers = Registers.empty();
        for (int i = Registers.R15; i <= Registers.SS; i++) {
            registers.set(i, 0x1122_3344_5566_7788L + i);
        }
        return registers
                .set(Registers.ORIG_AX, number)
                .set(Registers.AX, result)
                .set(Registers.IP, AFTER);
    }

    @ParameterizedTest
    @CsvSource({"-1, 5", "35, -516", "1, -512", "130, -514"})
    void shouldHaveRoomForTheLargestRegisters(long number, long result) {
        HealingCode code = HealingCode.of(new HealingCode.Thread(1, 2, stopped(number, result), -1, -1, 23));

        assertThat(code.bytes().length).isLessThanOrEqualTo(HealingCode.MAX_BYTES);
        assertThat(code.marked()).isGreaterThan(code.batch());
    }

    @ParameterizedTest
    @CsvSource({"-512, false", "-513, false", "-514, true"})
    void shouldBeginAnInterruptedCallAgain(long result, boolean interruptible) {
        HealedCall healed = HealedCall.of(stopped(SyscallNumber.READ, result));

        assertThat(healed.restarted()).isEqualTo(new Result(SyscallNumber.READ, AFTER - 2));
        assertThat(healed.mayBeInterrupted()).isEqualTo(interruptible);
    }

    @Test
    void shouldSleepOnlyForTheTimeThatIsLeft() {
        HealedCall healed = HealedCall.of(stopped(SyscallNumber.NANOSLEEP, -516));

        assertThat(healed.restarted()).isEqualTo(new Result(SyscallNumber.RESTART_SYSCALL, AFTER - 2));
        assertThat(healed.interrupted()).isEqualTo(new Result(-Errno.EINTR, AFTER));
    }

    @Test
    void shouldLeaveAThreadThatWasInNoCall() {
        HealedCall healed = HealedCall.of(stopped(-1, -516));

        assertThat(healed.restarted()).isEqualTo(new Result(-516, AFTER));
        assertThat(healed.mayBeInterrupted()).isFalse();
    }
}
