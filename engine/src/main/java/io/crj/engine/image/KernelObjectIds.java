package io.crj.engine.image;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the kernel objects of a dump: equal numbers mean the same object.
 *
 * <p>The dumping process comes first: a reader takes namespaces numbered like the dumper's for its own surroundings, and
 * insists that address space, descriptor table, file system context and signal handlers differ from the dumper's
 * (docs/image-format.md). Namespaces are told apart by the links in {@code /proc/PID/ns}, see namespaces(7).
 */
public final class KernelObjectIds {

    private static final int DUMPER = 1;
    private static final List<String> NAMESPACES = List.of("pid", "net", "ipc", "uts", "mnt", "user", "cgroup", "time");

    private final Map<String, Integer> namespaceIds = new HashMap<>();
    private final TaskKobjIdsEntry dumper;
    private int lastProcess = DUMPER;

    /** Numbers the calling process's own objects. */
    public KernelObjectIds() {
        dumper = entry(DUMPER, "self");
    }

    /** The {@code root_ids} of {@code inventory.img}. */
    public TaskKobjIdsEntry dumper() {
        return dumper;
    }

    /** The next process of the tree; it shares no address space, descriptor table or handlers with the others. */
    public TaskKobjIdsEntry process(int pid) {
        return entry(++lastProcess, Integer.toString(pid));
    }

    /** Names of the namespaces, as in {@code /proc/PID/ns}, that {@code pid} does not share with the calling process. */
    public static List<String> foreignNamespaces(int pid) {
        List<String> foreign = new ArrayList<>();
        for (String name : NAMESPACES) {
            if (!link("self", name).equals(link(Integer.toString(pid), name))) {
                foreign.add(name);
            }
        }
        return foreign;
    }

    private TaskKobjIdsEntry entry(int own, String pid) {
        return TaskKobjIdsEntry.newBuilder()
                .setVmId(own)
                .setFilesId(own)
                .setFsId(own)
                .setSighandId(own)
                .setPidNsId(namespace(pid, "pid"))
                .setNetNsId(namespace(pid, "net"))
                .setIpcNsId(namespace(pid, "ipc"))
                .setUtsNsId(namespace(pid, "uts"))
                .setMntNsId(namespace(pid, "mnt"))
                .setUserNsId(namespace(pid, "user"))
                .setCgroupNsId(namespace(pid, "cgroup"))
                .setTimeNsId(namespace(pid, "time"))
                .build();
    }

    private int namespace(String pid, String name) {
        return namespaceIds.computeIfAbsent(link(pid, name), link -> namespaceIds.size() + 1);
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
