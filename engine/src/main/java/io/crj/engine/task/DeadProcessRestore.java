package io.crj.engine.task;

import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;

import io.crj.engine.image.proto.TaskCoreEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.Resource;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.trace.RemoteProcess;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lets a process end the way another one did, so that its parent can take note; only usable on the tracer thread. */
public final class DeadProcessRestore {

    private static final int NAME_BYTES = 16;
    private static final int SIGNAL = 0x7f;

    private DeadProcessRestore() {}

    /** Ends it; its parent has a dead child then. */
    public static void end(RemoteProcess process, TaskCoreEntry task) {
        process.resetScratch();
        byte[] name = Arrays.copyOf(task.getComm().getBytes(StandardCharsets.UTF_8), NAME_BYTES);
        process.check("prctl PR_SET_NAME", PRCTL, Prctl.PR_SET_NAME, process.push(name));
        int signal = task.getExitCode() & SIGNAL;
        if (signal == 0) {
            process.exit(task.getExitCode() >>> 8 & 0xff);
        } else {
            // There is nothing of interest left to write into a core file.
            ProcessCalls.setLimit(process.pid(), Resource.RLIMIT_CORE, 0, 0);
            process.leader().die(signal);
        }
    }
}
