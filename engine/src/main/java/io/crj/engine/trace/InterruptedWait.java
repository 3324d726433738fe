package io.crj.engine.trace;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.SyscallNumber;
import java.util.Set;

/**
 * Calls that end with EINTR when a thread is stopped, though no signal came; signal(7), "Interruption of system calls and
 * library functions by stop signals". Nothing of them has happened by then: they may begin again.
 */
final class InterruptedWait {

    /** Begins again, unless a handler runs first; include/linux/errno.h. */
    private static final long ERESTARTNOHAND = -514;

    /** Those that wait for files do it only with a timeout of the file's, SO_RCVTIMEO or SO_SNDTIMEO of socket(7). */
    private static final Set<Integer> CALLS = Set.of(
            SyscallNumber.EPOLL_WAIT,
            SyscallNumber.EPOLL_PWAIT,
            SyscallNumber.EPOLL_PWAIT2,
            SyscallNumber.RT_SIGTIMEDWAIT,
            SyscallNumber.SEMOP,
            SyscallNumber.SEMTIMEDOP,
            SyscallNumber.IO_GETEVENTS,
            SyscallNumber.IO_PGETEVENTS,
            SyscallNumber.READ,
            SyscallNumber.READV,
            SyscallNumber.RECVFROM,
            SyscallNumber.RECVMSG,
            SyscallNumber.RECVMMSG,
            SyscallNumber.ACCEPT,
            SyscallNumber.ACCEPT4,
            SyscallNumber.WRITE,
            SyscallNumber.WRITEV,
            SyscallNumber.SENDTO,
            SyscallNumber.SENDMSG,
            SyscallNumber.SENDMMSG);

    private InterruptedWait() {}

    /**
     * Makes the kernel, or whoever sets the registers up elsewhere, begin the call again that the thread was stopped in; whether
     * it was in one.
     */
    static boolean hide(Registers registers) {
        long number = registers.get(Registers.ORIG_AX);
        boolean found = registers.get(Registers.AX) == -Errno.EINTR && number >= 0 && CALLS.contains((int) number);
        if (found) {
            registers.set(Registers.AX, ERESTARTNOHAND);
        }
        return found;
    }
}
