package io.crj.engine.tree;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Seccomp;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.task.seccomp.SeccompDump;
import io.crj.engine.trace.TracerThread;

/** Whether the seccomp filters of a running process can be carried: it stands still for as long as they are read. */
final class FilterCheck {

    private FilterCheck() {}

    static void check(int pid) {
        boolean filtered = false;
        for (TaskStatus status : TaskStatus.ofThreads(pid).values()) {
            int mode = SeccompDump.mode(status);
            if (mode != Seccomp.MODE_DISABLED && SeccompDump.mode(TaskStatus.ofSelf()) != Seccomp.MODE_DISABLED) {
                throw new UnsupportedResourceException(
                        pid, "seccomp", "the kernel shows its filters to nobody who has some: run crj without seccomp");
            }
            filtered |= mode == Seccomp.MODE_FILTER;
        }
        if (filtered) {
            try (TracerThread tracer = new TracerThread("filters-" + pid)) {
                tracer.run(() -> read(pid));
            }
        }
    }

    private static void read(int pid) {
        FrozenProcess process = FrozenProcess.freeze(pid);
        try {
            process.threads().forEach(thread -> {
                if (SeccompDump.mode(TaskStatus.read(thread.tid())) == Seccomp.MODE_FILTER) {
                    SeccompDump.check(thread.tid());
                }
            });
        } catch (SyscallException e) {
            throw new UnsupportedResourceException(
                    pid, "seccomp filters", "they cannot be read, which needs CAP_SYS_ADMIN: " + e.getMessage());
        } finally {
            process.release();
        }
    }
}
