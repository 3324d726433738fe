package io.crj.engine.tree;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.RunningTree;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** The descriptors of a process, and which of them share an open file. */
public final class OpenFiles {

    private static final int O_CLOEXEC = 02000000;

    private OpenFiles() {}

    private record Inode(long device, long number) {}

    /** Every descriptor of {@code pid}; without those that it closes while we look. */
    public static List<FdProbe> probe(int pid) {
        List<FdProbe> probes = new ArrayList<>();
        for (int fd : ProcFile.numbers("/proc/" + pid + "/fd")) {
            probe(pid, fd).ifPresent(probes::add);
        }
        return probes;
    }

    private static Optional<FdProbe> probe(int pid, int fd) {
        Path path = Path.of("/proc/" + pid + "/fd/" + fd);
        BooleanSupplier closed = () -> !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        try {
            return Optional.of(RunningTree.look(() -> FdProbe.of(pid, fd), closed));
        } catch (EngineException e) {
            if (closed.getAsBoolean()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether a descriptor of a running process still leads to what was found there. */
    static boolean isStill(FdProbe probe) {
        try {
            return ProcFile.link(probe.procPath()).equals(probe.link());
        } catch (EngineException e) {
            return false;
        }
    }

    /**
     * Descriptors that refer to the same open file, put together; their processes must be stopped.
     *
     * @param firstId number of the first open file in the image
     */
    public static List<OpenFile> group(List<FdProbe> probes, int firstId) {
        List<List<FdProbe>> groups = new ArrayList<>();
        // Thousands of anonymous files share one inode: the kernel's own order finds each among them.
        Map<Inode, Map<FdProbe, List<FdProbe>>> groupsOfInode = new HashMap<>();
        for (FdProbe probe : probes) {
            Inode inode = new Inode(probe.stat().device(), probe.stat().inode());
            groupsOfInode
                    .computeIfAbsent(inode, i -> new TreeMap<>(OpenFiles::compare))
                    .computeIfAbsent(probe, p -> {
                        List<FdProbe> fresh = new ArrayList<>();
                        groups.add(fresh);
                        return fresh;
                    })
                    .add(probe);
        }
        List<OpenFile> files = new ArrayList<>();
        for (List<FdProbe> group : groups) {
            List<OpenFile.Descriptor> descriptors = group.stream()
                    .map(p -> new OpenFile.Descriptor(p.pid(), p.fd(), (p.info().flags() & O_CLOEXEC) != 0))
                    .toList();
            files.add(new OpenFile(firstId + files.size(), group.get(0), descriptors));
        }
        return files;
    }

    private static int compare(FdProbe a, FdProbe b) {
        return ProcessCalls.compareFiles(a.pid(), a.fd(), b.pid(), b.fd());
    }
}
