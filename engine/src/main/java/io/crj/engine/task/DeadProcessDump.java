package io.crj.engine.task;

import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.TaskCoreEntry;
import io.crj.engine.linux.proc.TaskStat;

/** What is left of a process that has ended and whose parent has not taken note: how it ended, and its name. */
public final class DeadProcessDump {

    private static final int EXIT_CODE = 52;

    private DeadProcessDump() {}

    /** Its entry; nothing of it changes any more. */
    public static CoreEntry core(int pid) {
        TaskStat stat = TaskStat.read(pid);
        return CoreEntry.newBuilder()
                .setMtype(CoreEntry.March.X86_64)
                .setTc(TaskCoreEntry.newBuilder()
                        .setTaskState(TaskState.DEAD)
                        .setExitCode((int) stat.get(EXIT_CODE))
                        .setPersonality(0)
                        .setFlags(stat.flags())
                        .setBlkSigset(0)
                        .setComm(stat.name()))
                .build();
    }
}
