package io.crj.engine.cli;

import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.WAIT4;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.Syscalls;
import java.io.PrintWriter;

/** Waits for the end of a restored tree's root; see PR_SET_CHILD_SUBREAPER of prctl(2) and wait4(2). */
final class RootWait {

    private static final int SIGNAL_EXIT_BASE = 128;

    private RootWait() {}

    /** The restored root loses the process that built it; from now on this process inherits it. */
    static void becomeParentOfOrphans() {
        long result = Syscalls.get().call(PRCTL, Prctl.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0, 0);
        SyscallException.check(result, "prctl", "PR_SET_CHILD_SUBREAPER");
    }

    /**
     * Blocks until the root has ended.
     *
     * @return its exit status, or 128 and the number of the signal that ended it, as shells say it
     */
    static int await(int pid, PrintWriter err) {
        try (NativeBuffer status = NativeBuffer.allocate(Integer.BYTES)) {
            long result;
            do {
                result = Syscalls.get().call(WAIT4, pid, status.address(), 0, 0, 0, 0);
            } while (result == -Errno.EINTR);
            if (result == -Errno.ECHILD) {
                err.println("crj: the tree runs as pid " + pid
                        + ", but is no child of this command: its exit status will" + " not be known here");
                return ExitCode.OK;
            }
            SyscallException.check(result, "wait4", "pid " + pid);
            int word = status.getInt(0);
            int signal = word & 0x7f;
            return signal == 0 ? (word >>> 8) & 0xff : SIGNAL_EXIT_BASE + signal;
        }
    }
}
