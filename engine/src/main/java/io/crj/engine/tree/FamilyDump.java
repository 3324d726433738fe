package io.crj.engine.tree;

import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The relations between the processes of a tree, in their own numbers: {@code pstree.img}. */
public final class FamilyDump {

    /** A session or group that the tree is born into. */
    private static final int OUTSIDE = 0;

    private final boolean shellJob;
    private final Map<Integer, Kinsman> kinsmen = new LinkedHashMap<>();
    private final Kinsman root;

    private record Kinsman(int pid, int parent, int group, int session) {}

    /**
     * Looks at the processes.
     *
     * @param pids parents before children, the root first
     * @param shellJob whether session and group of the outside are told by number: a restore as a shell job wants them
     */
    public FamilyDump(Collection<Integer> pids, boolean shellJob) {
        this.shellJob = shellJob;
        for (int pid : pids) {
            int process = OwnPids.process(pid);
            TaskStatus status = TaskStatus.read(process);
            kinsmen.put(
                    process,
                    new Kinsman(
                            OwnPids.innermost(status, "NSpid"),
                            TaskStat.read(process).parent(),
                            OwnPids.innermost(status, "NSpgid"),
                            OwnPids.innermost(status, "NSsid")));
        }
        this.root = kinsmen.values().iterator().next();
    }

    /** One entry a process. */
    public List<PstreeEntry> entries() {
        List<PstreeEntry> entries = new ArrayList<>();
        kinsmen.forEach((pid, kin) -> entries.add(entry(pid, kin)));
        return entries;
    }

    private PstreeEntry entry(int pid, Kinsman kin) {
        Kinsman parent = kinsmen.get(kin.parent);
        PstreeEntry.Builder entry = PstreeEntry.newBuilder()
                .setPid(kin.pid)
                .setPpid(kin == root || parent == null ? 0 : parent.pid)
                .setPgid(known(kin.group, root.group))
                .setSid(known(kin.session, root.session));
        for (int tid : ProcFile.numbers("/proc/" + pid + "/task")) {
            entry.addThreads(tid == pid ? kin.pid : OwnPids.of(tid));
        }
        return entry.build();
    }

    /** Leaders of the root's that are not part of the tree cannot be had elsewhere. */
    private int known(int leader, int leaderOfRoot) {
        boolean outside = leader == leaderOfRoot && kinsmen.values().stream().noneMatch(kin -> kin.pid == leader);
        return outside && !shellJob ? OUTSIDE : leader;
    }
}
