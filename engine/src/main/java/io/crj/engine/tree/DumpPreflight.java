package io.crj.engine.tree;

import io.crj.engine.DumpOptions;
import io.crj.engine.TreeReport;
import io.crj.engine.cgroup.FrozenGroups;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.memory.MappedFiles;
import io.crj.engine.memory.VmaDump;
import io.crj.engine.namespace.NamespaceCheck;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.net.InNetNamespace;
import io.crj.engine.namespace.net.TreeNetwork;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.netlock.NetworkLocks;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.FileOwner;
import io.crj.engine.resource.ResourceCatalog;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RunningTree;
import io.crj.engine.resource.SharedObjects;
import io.crj.engine.resource.SocketNetwork;
import io.crj.engine.resource.filelock.FileLocks;
import io.crj.engine.resource.regularfile.HostMemory;
import io.crj.engine.resource.tty.TtyCheck;
import io.crj.engine.task.ProcessDump;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** Looks at a running tree: refuses what cannot be carried, and lists what it needs elsewhere. */
public final class DumpPreflight {

    private static final String MOUNTS = NamespaceKind.MNT.link();

    /** Below these each host, or the restore, makes files of its own. */
    private static final List<String> MADE_ANEW = List.of("/proc/", "/sys/", "/dev/pts/");

    private final DumpOptions options;
    private final int pid;
    private final Set<Integer> pids = new LinkedHashSet<>();
    private final List<FdProbe> probes = new ArrayList<>();
    private final Set<TreeReport.FileNeed> needs = new LinkedHashSet<>();
    private final Set<TreeReport.LockNeed> locks = new LinkedHashSet<>();
    private long residentBytes;
    private final List<Connection> connections = new ArrayList<>();
    private final Set<InetAddress> addresses = new LinkedHashSet<>();
    private final Set<Listener> listeners = new LinkedHashSet<>();

    private SocketNetwork networks;

    public DumpPreflight(DumpOptions options) {
        this.options = options;
        this.pid = options.pid();
    }

    public TreeReport check() {
        if (!TreeMembers.exists(pid)) {
            throw new EngineException("no process " + pid);
        }
        NetworkLocks.check(options.networkLock());
        List<Integer> tids = new ArrayList<>();
        for (int member : TreeMembers.alive(pid)) {
            try {
                // One that is about to end shows less and less of itself until it is dead.
                RunningTree.look(() -> check(member), () -> TreeMembers.isDead(member));
                pids.add(member);
                tids.addAll(ProcFile.numbers("/proc/" + member + "/task"));
            } catch (EngineException e) {
                if (member == pid || !TreeMembers.isDead(member)) {
                    throw e;
                }
            }
        }
        SharedMemoryCheck.check(pids);
        HostMemory.check(pids, options.tree());
        FrozenGroups.check(pids, options.tree().groups());
        Set<NamespaceKind> own = NamespaceCheck.check(pid, pids, options.tree());
        NestedNamespaces.check(pid, pids, options.tree());
        NamespacesDump.check(own, options, pids);
        TreeNetwork network = TreeNetwork.of(pid, own);
        TtyCheck.controllingTerminal(Set.copyOf(pids), options);
        Set<Integer> owners = owners(tids);
        networks = new SocketNetwork(pid, pids);
        network.run(() -> checkFiles(owners));
        return new TreeReport(
                OwnPids.process(pid),
                TaskStat.read(OwnPids.process(pid)).name(),
                List.copyOf(pids),
                own.contains(NamespaceKind.PID) ? List.of() : tids,
                residentBytes,
                NamespacesDump.needs(own, options, pids, List.copyOf(needs)),
                network.isOwn() ? List.of() : connections,
                network.isOwn() ? List.of() : List.copyOf(addresses),
                network.isOwn() ? List.of() : List.copyOf(listeners),
                own.contains(NamespaceKind.MNT) ? List.of() : List.copyOf(locks));
    }

    /** Who may get signals of files: threads, processes, groups. */
    private Set<Integer> owners(List<Integer> tids) {
        Set<Integer> owners = new HashSet<>(tids);
        pids.forEach(member -> TaskStat.ofLiving(member).map(TaskStat::group).ifPresent(owners::add));
        return owners;
    }

    private boolean check(int member) {
        checkShape(member);
        ProcessDump.check(member);
        FilterCheck.check(member);
        List<FdProbe> own = OpenFiles.probe(member);
        List<TreeReport.FileNeed> mapped = mappedFiles(member).check(options.tree());
        long resident = residentBytes(member);
        addNeeds(member, mapped);
        probes.addAll(own);
        residentBytes += resident;
        return true;
    }

    private void addNeeds(int member, List<TreeReport.FileNeed> files) {
        // What other mount namespaces of the tree show is made by the restore, which tells if it cannot be.
        if (NamespaceCheck.link(member, MOUNTS).equals(NamespaceCheck.link(pid, MOUNTS))) {
            files.stream()
                    .filter(file -> MADE_ANEW.stream().noneMatch(file.path()::startsWith))
                    .forEach(needs::add);
        }
    }

    private void checkShape(int member) {
        TaskStatus.ofThreads(member).forEach((tid, status) -> {
            String tracer = status.get("TracerPid");
            if (!tracer.equals("0")) {
                throw new UnsupportedResourceException(
                        member,
                        "thread " + tid,
                        "it is traced by pid " + tracer + ", and only one can: end that tracer first");
            }
        });
    }

    private void checkFiles(Set<Integer> owners) {
        try (SharedObjects shared = new SharedObjects()) {
            CheckContext context = new Context(shared);
            probes.forEach(probe -> checkRunning(probe, context, owners));
        }
    }

    private void checkRunning(FdProbe probe, CheckContext context, Set<Integer> owners) {
        for (int attempt = 1; ; attempt++) {
            try {
                checkFile(probe, context, owners);
                return;
            } catch (EngineException e) {
                // A tree that runs closes files and ends processes as it likes, also those that have to do with this
                // one.
                if (!OpenFiles.isStill(probe)) {
                    return;
                }
                boolean ended = e instanceof SyscallException failed && failed.errno() == Errno.ESRCH;
                if (!ended || attempt == RunningTree.ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void checkFile(FdProbe probe, CheckContext context, Set<Integer> owners) {
        ResourceKind kind = ResourceCatalog.claim(probe);
        OptionalInt inhabitant = inhabitant(probe, kind);
        if (inhabitant.isPresent()) {
            InNetNamespace.run(inhabitant.getAsInt(), () -> checkFile(probe, kind, context, owners));
            return;
        }
        checkFile(probe, kind, context, owners);
        if (kind instanceof ResourceKind.Lockable lockable) {
            listeners.addAll(lockable.listeners(probe));
            List<Connection> own = lockable.connections(probe);
            if (own.isEmpty() || !options.tree().tcpClose()) {
                connections.addAll(own);
                lockable.localAddress(probe).ifPresent(addresses::add);
            }
        }
    }

    private OptionalInt inhabitant(FdProbe probe, ResourceKind kind) {
        try (Fd process = FileCalls.pidfdOpen(probe.pid());
                Fd copy = FileCalls.pidfdGetfd(process, probe.fd())) {
            return networks.nested(probe, copy, kind);
        }
    }

    private void checkFile(FdProbe probe, ResourceKind kind, CheckContext context, Set<Integer> owners) {
        kind.check(probe, context);
        FileLocks.check(probe, options.tree());
        List<TreeReport.FileNeed> files = kind.needs(probe, context);
        addNeeds(probe.pid(), files);
        if (!files.isEmpty()) {
            locks.addAll(FileLocks.needs(probe));
        }
        try (Fd process = FileCalls.pidfdOpen(probe.pid());
                Fd copy = FileCalls.pidfdGetfd(process, probe.fd())) {
            FileOwner.check(probe, FileOwner.read(copy), owners);
        }
    }

    private static MappedFiles mappedFiles(int pid) {
        MappedFiles files = new MappedFiles(pid, 1);
        new VmaDump(pid, files).dump(Mapping.read(pid));
        for (String link : List.of("exe", "cwd", "root")) {
            files.id(link);
        }
        return files;
    }

    private static long residentBytes(int pid) {
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
            return pids;
        }

        @Override
        public <T> T shared(Object key, Supplier<? extends T> first) {
            return shared.shared(key, first);
        }
    }
}
