package io.crj.engine.image;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.linux.abi.Kcmp;
import io.crj.engine.linux.sys.ProcessCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Numbers the kernel objects of a dump: equal numbers mean the same object.
 *
 * <p>The dumping process comes first: a reader takes namespaces numbered like the dumper's for its own surroundings, and
 * insists that address space, descriptor table, file system context and signal handlers differ from the dumper's
 * (docs/image-format.md). Namespaces are told apart by the links in {@code /proc/PID/ns}, see namespaces(7).
 */
public final class KernelObjectIds {

    private static final int DUMPER = 1;

    private final Map<String, Integer> namespaceIds = new HashMap<>();
    private final TaskKobjIdsEntry dumper;
    /** Numbers of descriptor tables and of root and working directories, by the first process seen that has them. */
    private final Map<Integer, Integer> tables = sharing(Kcmp.KCMP_FILES);

    private final Map<Integer, Integer> directories = sharing(Kcmp.KCMP_FS);
    private int lastProcess = DUMPER;

    private static Map<Integer, Integer> sharing(int what) {
        return new TreeMap<>((a, b) -> a.equals(b) ? 0 : ProcessCalls.compare(a, b, what));
    }

    /** Numbers the calling process's own objects. */
    public KernelObjectIds() {
        dumper = namespaces("self")
                .setVmId(DUMPER)
                .setFilesId(DUMPER)
                .setFsId(DUMPER)
                .setSighandId(DUMPER)
                .build();
    }

    /** The {@code root_ids} of {@code inventory.img}. */
    public TaskKobjIdsEntry dumper() {
        return dumper;
    }

    /** The next process of the tree; what it shares with an earlier one has that one's number. */
    public TaskKobjIdsEntry process(int pid) {
        int own = ++lastProcess;
        return namespaces(Integer.toString(pid))
                .setVmId(own)
                .setFilesId(tables.computeIfAbsent(pid, p -> own))
                .setFsId(directories.computeIfAbsent(pid, p -> own))
                .setSighandId(own)
                .build();
    }

    private TaskKobjIdsEntry.Builder namespaces(String pid) {
        return TaskKobjIdsEntry.newBuilder()
                .setPidNsId(namespace(pid, "pid"))
                .setNetNsId(namespace(pid, "net"))
                .setIpcNsId(namespace(pid, "ipc"))
                .setUtsNsId(namespace(pid, "uts"))
                .setMntNsId(namespace(pid, "mnt"))
                .setUserNsId(namespace(pid, "user"))
                .setCgroupNsId(namespace(pid, "cgroup"))
                .setTimeNsId(namespace(pid, "time"));
    }

    private int namespace(String pid, String name) {
        return namespaceIds.computeIfAbsent(link(pid, name), link -> namespaceIds.size() + 1);
    }

    /** The number of a namespace that one of them is in, by the text of its link. */
    public OptionalInt namespace(String link) {
        Integer number = namespaceIds.get(link);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static String link(String pid, String name) {
        Path path = Path.of("/proc", pid, "ns", name);
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            throw new EngineException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }
}
