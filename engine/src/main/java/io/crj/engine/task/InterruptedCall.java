package io.crj.engine.task;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.trace.Registers;
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

    /** Calls that show EINTR when all that happened was the stop. */
    private static final Set<Long> WAITS = Set.of(
            (long) SyscallNumber.EPOLL_WAIT, (long) SyscallNumber.EPOLL_PWAIT, (long) SyscallNumber.EPOLL_PWAIT2);

    private InterruptedCall() {}

    /** @param signalPending whether a handler is going to run: then an EINTR is the truth */
    static void rewind(Registers registers, boolean signalPending) {
        long number = registers.get(Registers.ORIG_AX);
        long result = registers.get(Registers.AX);
        if (number < 0) {
            return;
        }
        boolean restart = result <= RESTART_FIRST && result >= RESTART_LAST && result != NO_RESTART;
        boolean wait = result == -Errno.EINTR && WAITS.contains(number) && !signalPending;
        if (restart || wait) {
            registers
                    .set(Registers.AX, number)
                    .set(Registers.IP, registers.get(Registers.IP) - SYSCALL_INSTRUCTION_BYTES);
        }
    }
}
