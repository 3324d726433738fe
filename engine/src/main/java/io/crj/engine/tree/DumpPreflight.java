package io.crj.engine.tree;

import io.crj.engine.DumpOptions;
import io.crj.engine.TreeReport;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.KernelObjectIds;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.memory.MappedFiles;
import io.crj.engine.memory.VmaDump;
import io.crj.engine.netlock.Connection;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.FileOwner;
import io.crj.engine.resource.ResourceCatalog;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.SharedObjects;
import io.crj.engine.task.ProcessDump;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Looks at a running tree: refuses what cannot be carried, and lists what it needs elsewhere. */
public final class DumpPreflight {

    private final DumpOptions options;
    private final int pid;
    private final List<Connection> connections = new ArrayList<>();
    private final Set<InetAddress> addresses = new LinkedHashSet<>();

    public DumpPreflight(DumpOptions options) {
        this.options = options;
        this.pid = options.pid();
    }

    public TreeReport check() {
        if (!Files.exists(Path.of("/proc/" + pid))) {
            throw new EngineException("no process " + pid);
        }
        checkShape();
        ProcessDump.check(pid);
        List<FdProbe> probes = OpenFiles.probe(pid);
        checkFiles(probes);
        MappedFiles files = mappedFiles();
        return new TreeReport(
                pid,
                TaskStat.read(pid).name(),
                List.of(pid),
                ProcFile.numbers("/proc/" + pid + "/task"),
                residentBytes(),
                needs(files, probes),
                connections,
                List.copyOf(addresses));
    }

    private void checkShape() {
        List<String> foreign = new ArrayList<>(KernelObjectIds.foreignNamespaces(pid));
        // A control group namespace is only a view; everything else would have to be rebuilt.
        foreign.remove("cgroup");
        if (!foreign.isEmpty()) {
            throw new UnsupportedResourceException(
                    pid, "namespaces " + foreign, "the tree must share them with crj: run crj inside of them");
        }
        for (int tid : ProcFile.numbers("/proc/" + pid + "/task")) {
            String children = ProcFile.text("/proc/" + pid + "/task/" + tid + "/children");
            if (!children.isBlank()) {
                throw new UnsupportedResourceException(
                        pid, "child processes " + children.trim(), "trees of several processes are not supported yet");
            }
        }
        if (TaskStat.read(pid).terminal() != 0) {
            throw new UnsupportedResourceException(
                    pid,
                    "controlling terminal",
                    "not supported yet; start the program with setsid and without a terminal");
        }
        String tracer = TaskStatus.read(pid).get("TracerPid");
        if (!tracer.equals("0")) {
            throw new UnsupportedResourceException(pid, "traced by pid " + tracer, "end that tracer first");
        }
    }

    private void checkFiles(List<FdProbe> probes) {
        Set<Integer> owners = new HashSet<>(ProcFile.numbers("/proc/" + pid + "/task"));
        try (SharedObjects shared = new SharedObjects();
                Fd process = FileCalls.pidfdOpen(pid)) {
            CheckContext context = new Context(shared);
            for (FdProbe probe : probes) {
                ResourceKind kind = ResourceCatalog.claim(probe);
                kind.check(probe, context);
                try (Fd copy = FileCalls.pidfdGetfd(process, probe.fd())) {
                    FileOwner.check(probe, FileOwner.read(copy), owners);
                }
                if (kind instanceof ResourceKind.Lockable lockable) {
                    connections.addAll(lockable.connections(probe));
                    lockable.localAddress(probe).ifPresent(addresses::add);
                }
            }
        }
    }

    private MappedFiles mappedFiles() {
        MappedFiles files = new MappedFiles(pid);
        new VmaDump(pid, files).dump(Mapping.read(pid));
        for (String link : List.of("exe", "cwd", "root")) {
            files.id(link);
        }
        return files;
    }

    private List<TreeReport.FileNeed> needs(MappedFiles files, List<FdProbe> probes) {
        List<TreeReport.FileNeed> needs = new ArrayList<>();
        needs.addAll(files.check());
        for (FdProbe probe : probes) {
            boolean byPath = probe.link().startsWith("/") && !probe.link().endsWith(" (deleted)");
            if (byPath && (probe.stat().isRegular() || probe.stat().isDirectory())) {
                boolean written =
                        (probe.info().flags() & 3) != 0 || !probe.stat().isRegular();
                long size = written ? -1 : probe.stat().sizeBytes();
                needs.add(
                        new TreeReport.FileNeed(probe.link(), size, probe.stat().mode()));
            }
        }
        return needs;
    }

    private long residentBytes() {
        String line = TaskStatus.read(pid).get("VmRSS");
        return Long.parseLong(line.split(" ", 2)[0]) << 10;
    }

    private final class Context implements CheckContext {

        private final SharedObjects shared;

        Context(SharedObjects shared) {
            this.shared = shared;
        }

        @Override
        public DumpOptions options() {
            return options;
        }

        @Override
        public Set<Integer> pids() {
            return Set.of(pid);
        }

        @Override
        public <T> T shared(Object key, Supplier<? extends T> first) {
            return shared.shared(key, first);
        }
    }
}
