package io.crj.engine.cli;

import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.WAIT4;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.Syscalls;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits for the end of a restored tree's root; see PR_SET_CHILD_SUBREAPER of prctl(2) and wait4(2). */
final class RootWait {

    /** What {@link #status} says of a process that this one has not borne, nor inherited. */
    static final int NO_CHILD = -1;

    private static final int SIGNAL_EXIT_BASE = 128;
    private static final int WUNTRACED = 2;
    private static final int STOPPED = 0x7f;
    private static final int REAPING_SECONDS = 5;
    private static final int POLL_MILLIS = 5;

    private RootWait() {}

    /** The restored root loses the process that built it; from now on this process inherits it. */
    static void becomeParentOfOrphans() {
        long result = Syscalls.get().call(PRCTL, Prctl.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0, 0);
        SyscallException.check(result, "prctl", "PR_SET_CHILD_SUBREAPER");
    }

    /**
     * Waits for pids of a tree that has just been dumped: its root keeps its pid until its parent has noticed. Gives up after
     * some seconds: whoever needs the pid will say that it is taken.
     */
    static void awaitFree(List<Integer> pids) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(REAPING_SECONDS);
        while (pids.stream().anyMatch(RootWait::isZombie) && System.nanoTime() < deadlineNanos) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean isZombie(int pid) {
        try {
            return Files.exists(Path.of("/proc/" + pid)) && TaskStat.read(pid).state() == 'Z';
        } catch (EngineException e) {
            // It has gone in between.
            return false;
        }
    }

    /**
     * Blocks until the root has ended.
     *
     * @return its exit status, or 128 and the number of the signal that ended it, as shells say it
     */
    static int await(int pid, PrintWriter err) {
        int word = status(pid);
        if (word == NO_CHILD) {
            err.println("crj: the tree runs as pid " + pid
                    + ", but is no child of this command: its exit status will not be known here");
            return ExitCode.OK;
        }
        int signal = word & 0x7f;
        return signal == 0 ? (word >>> 8) & 0xff : SIGNAL_EXIT_BASE + signal;
    }

    /**
     * Blocks until a child has ended.
     *
     * @return its status as wait(2) tells it, or {@link #NO_CHILD}
     */
    static int status(int pid) {
        try (NativeBuffer status = NativeBuffer.allocate(Integer.BYTES)) {
            long result;
            do {
                result = Syscalls.get().call(WAIT4, pid, status.address(), WUNTRACED, 0, 0, 0);
                if (result == pid && (status.getInt(0) & 0xff) == STOPPED && JobControl.concerns(pid)) {
                    JobControl.suspend(pid);
                }
            } while (result == -Errno.EINTR || result == pid && (status.getInt(0) & 0xff) == STOPPED);
            if (result == -Errno.ECHILD) {
                return NO_CHILD;
            }
            SyscallException.check(result, "wait4", "pid " + pid);
            return status.getInt(0);
        }
    }
}
