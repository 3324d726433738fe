package io.crj.engine.task;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.trace.Registers;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What becomes of the system call a thread was stopped in; include/linux/errno.h, signal(7).
 *
 * <p>The kernel shows it with a code of its own as the result and would begin the call again by itself. Elsewhere nothing
 * knows of that, so the registers are set back to just before the call: it is executed again. A sleep with a relative
 * timeout sleeps all of it once more.
 */
final class InterruptedCall {

    private static final long RESTART_FIRST = -512;
    private static final long RESTART_LAST = -516;
    /** Code that stays inside the kernel and is no restart: ENOIOCTLCMD. */
    private static final long NO_RESTART = -515;

    private static final int SYSCALL_INSTRUCTION_BYTES = 2;

    /** Codes of calls that show EINTR when a handler has run, however it was set up. */
    private static final Set<Long> NOT_AFTER_HANDLERS = Set.of(-514L, -516L);

    private InterruptedCall() {}

    /** @param handlerPending whether a signal waits whose handler runs first */
    static void rewind(Registers registers, boolean handlerPending) {
        rewind(registers, handlerPending, registers.get(Registers.ORIG_AX));
    }

    /**
     * As above for a stopped thread, also in a call that the kernel itself has begun again once.
     *
     * @param tid of the thread
     */
    static void rewind(Registers registers, boolean handlerPending, int tid) {
        long number = registers.get(Registers.ORIG_AX);
        if (number == SyscallNumber.RESTART_SYSCALL) {
            OptionalLong first = RestartedCall.number(tid, registers.get(Registers.IP));
            // An EINTR is what the call may always end with.
            rewind(registers, handlerPending || first.isEmpty(), first.orElse(number));
        } else {
            rewind(registers, handlerPending, number);
        }
    }

    private static void rewind(Registers registers, boolean handlerPending, long number) {
        long result = registers.get(Registers.AX);
        if (number < 0 || result > RESTART_FIRST || result < RESTART_LAST || result == NO_RESTART) {
            return;
        }
        if (handlerPending && NOT_AFTER_HANDLERS.contains(result)) {
            registers.set(Registers.AX, -Errno.EINTR);
        } else {
            registers
                    .set(Registers.AX, number)
                    .set(Registers.IP, registers.get(Registers.IP) - SYSCALL_INSTRUCTION_BYTES);
        }
    }
}
