package io.crj.engine.linux.feature;

import static io.crj.engine.linux.abi.SyscallNumber.CLONE3;
import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.PIDFD_GETFD;
import static io.crj.engine.linux.abi.SyscallNumber.PIDFD_OPEN;
import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.RSEQ;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.Syscalls;
import java.util.stream.Stream;

/** Probes for what makes and moves tasks. */
final class TaskFeatures {

    private static final Syscalls SYS = Syscalls.get();

    private TaskFeatures() {}

    static Stream<Feature> probe() {
        return Stream.of(setTid(), pidfdGetfd(), mmMap(), rseq());
    }

    /** clone3(2) with a pid that is taken, our own: permitted and understood when that is what it complains about. */
    private static Feature setTid() {
        String name = "clone3 set_tid";
        try (NativeBuffer tid = NativeBuffer.allocate(Integer.BYTES);
                NativeBuffer args = NativeBuffer.allocate(Sched.CLONE_ARGS_BYTES)) {
            tid.putInt(0, Math.toIntExact(ProcessHandle.current().pid()));
            args.putLong(Sched.CLONE_ARGS_SET_TID, tid.address()).putLong(Sched.CLONE_ARGS_SET_TID_SIZE, 1);
            long result = SYS.call(CLONE3, args.address(), Sched.CLONE_ARGS_BYTES, 0, 0, 0, 0);
            return result == -Errno.EEXIST
                    ? Feature.yes(name, "restored tasks get the pids they had")
                    : Feature.required(name, result, "tasks cannot be restored with their pids; since Linux 5.5");
        }
    }

    private static Feature pidfdGetfd() {
        long pidfd = SYS.call(PIDFD_OPEN, ProcessHandle.current().pid(), 0, 0, 0, 0, 0);
        long copy = pidfd < 0 ? pidfd : SYS.call(PIDFD_GETFD, pidfd, 0, 0, 0, 0, 0);
        for (long fd : new long[] {copy, pidfd}) {
            if (fd >= 0) {
                SYS.call(CLOSE, fd, 0, 0, 0, 0, 0);
            }
        }
        return Feature.ofCall(
                "pidfd_getfd",
                copy,
                "open files are taken over from running tasks",
                "open files cannot be taken over; since Linux 5.6");
    }

    private static Feature mmMap() {
        try (NativeBuffer size = NativeBuffer.allocate(Integer.BYTES)) {
            long result = SYS.call(PRCTL, Prctl.PR_SET_MM, Prctl.PR_SET_MM_MAP_SIZE, size.address(), 0, 0, 0);
            return Feature.ofCall(
                    "PR_SET_MM_MAP",
                    result,
                    "command line, heap end and executable link are restored",
                    "these cannot be restored; CONFIG_CHECKPOINT_RESTORE");
        }
    }

    /** rseq(2) with a size that cannot be: a kernel that has it says so. */
    private static Feature rseq() {
        long result = SYS.call(RSEQ, 0, 0, 0, 0, 0, 0);
        return result == -Errno.ENOSYS
                ? Feature.limited("rseq", "not in this kernel; trees that use it cannot come here")
                : Feature.yes("rseq", "restartable sequences are read with PTRACE_GET_RSEQ_CONFIGURATION and put back");
    }
}
