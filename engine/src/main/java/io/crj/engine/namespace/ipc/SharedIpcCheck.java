package io.crj.engine.namespace.ipc;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.SysvIpcTable;
import io.crj.engine.linux.proc.SysvIpcTable.Row;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.sys.IpcCalls;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * System V objects of an IPC namespace that a tree shares with crj: they would stay behind. Nothing says who uses one, but the
 * kernel knows who was the last; sysvipc(7).
 */
public final class SharedIpcCheck {

    private static final int START_TIME = 22;
    private static final int TICKS_PER_SECOND = 100;
    private static final String BOOT_TIME = "btime ";

    /** Start of each process, in seconds since 1970: a number may have been another's before. */
    private final Map<Long, Long> starts = new HashMap<>();

    private SharedIpcCheck(Collection<Integer> pids) {
        long bootSeconds = ProcFile.text("/proc/stat")
                .lines()
                .filter(line -> line.startsWith(BOOT_TIME))
                .mapToLong(line -> Long.parseLong(line.substring(BOOT_TIME.length())))
                .findFirst()
                .orElseThrow(() -> new EngineException("/proc/stat does not tell when this host was started"));
        for (int pid : pids) {
            TaskStat.ofLiving(pid)
                    .ifPresent(stat -> starts.put((long) pid, bootSeconds + stat.get(START_TIME) / TICKS_PER_SECOND));
        }
    }

    /**
     * Refuses what one of {@code pids} was the last to use; the tree may run.
     *
     * @throws UnsupportedResourceException naming it
     */
    public static void run(Collection<Integer> pids) {
        SharedIpcCheck check = new SharedIpcCheck(pids);
        for (Row queue : SysvIpcTable.read("msg")) {
            check.refuse(queue.get("lspid"), queue.get("stime"), "message queue", queue, "msqid");
            check.refuse(queue.get("lrpid"), queue.get("rtime"), "message queue", queue, "msqid");
        }
        for (Row segment : SysvIpcTable.read("shm")) {
            long usedSeconds = Math.max(segment.get("atime"), segment.get("dtime"));
            check.refuse(segment.get("cpid"), segment.get("ctime"), "segment", segment, "shmid");
            check.refuse(segment.get("lpid"), usedSeconds, "segment", segment, "shmid");
        }
        for (Row set : SysvIpcTable.read("sem")) {
            long usedSeconds = Math.max(set.get("otime"), set.get("ctime"));
            for (int i = 0; i < set.number("nsems"); i++) {
                check.refuse(IpcCalls.lastUser(set.number("semid"), i), usedSeconds, "semaphore set", set, "semid");
            }
        }
    }

    private void refuse(long user, long usedSeconds, String what, Row object, String idColumn) {
        Long start = starts.get(user);
        // Times are in whole seconds.
        if (start != null && usedSeconds >= start - 1) {
            throw new UnsupportedResourceException(
                    (int) user,
                    "System V " + what + " " + object.number(idColumn) + " (key 0x"
                            + Integer.toHexString(object.number("key")) + ")",
                    "it was the last to use it, and it is one of the IPC namespace that the host's processes share:"
                            + " start the tree with unshare --ipc");
        }
    }
}
