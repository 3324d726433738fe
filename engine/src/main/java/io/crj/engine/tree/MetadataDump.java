package io.crj.engine.tree;

import io.crj.engine.DumpOptions;
import io.crj.engine.cgroup.GroupsDump;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.InventoryFile;
import io.crj.engine.image.KernelObjectIds;
import io.crj.engine.image.proto.FdinfoEntry;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.namespace.NamespaceCheck;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.net.InNetNamespace;
import io.crj.engine.namespace.net.SocketNamespace;
import io.crj.engine.namespace.net.TreeNetwork;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.FileOwner;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceCatalog;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.SharedObjects;
import io.crj.engine.resource.SocketNetwork;
import io.crj.engine.resource.filelock.FileLocks;
import io.crj.engine.resource.memfd.DumpedMemfds;
import io.crj.engine.resource.regularfile.LeftMemory;
import io.crj.engine.resource.regularfile.RegularFiles;
import io.crj.engine.resource.unixsocket.FilesInFlight;
import io.crj.engine.task.DeadProcessDump;
import io.crj.engine.task.seccomp.SeccompDump;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Everything of a frozen tree but its pages; only usable on the tracer thread. */
public final class MetadataDump implements DumpContext, AutoCloseable {

    private final DumpOptions options;
    private final FrozenTree tree;
    private final Journal journal;
    private final ImageBuilder image = new ImageBuilder();
    private final SharedObjects shared = new SharedObjects();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final Map<Descriptor, Fd> copies = new HashMap<>();
    private final List<ProcessMetadata> processes = new ArrayList<>();
    private final Map<Integer, TaskKobjIdsEntry> ids = new LinkedHashMap<>();
    private final KernelObjectIds objects = new KernelObjectIds();
    private final String runId = UUID.randomUUID().toString();
    private List<OpenFile> openFiles = List.of();
    private SocketNetwork networks;
    private FileLocks locks = FileLocks.among(List.of());

    private record Descriptor(int pid, int fd) {}

    public MetadataDump(DumpOptions options, FrozenTree tree, Journal journal) {
        this.options = options;
        this.tree = tree;
        this.journal = journal;
    }

    /** Finds all files, mapped and open. */
    public void collectFiles() {
        shared.shared(KernelObjectIds.class, () -> objects);
        int nextFile = 1;
        List<FdProbe> probes = new ArrayList<>();
        Set<Integer> tables = new HashSet<>();
        Map<ProcessMetadata.Program, Integer> programs = new HashMap<>();
        for (FrozenProcess process : tree.processes()) {
            ProcessMetadata metadata = new ProcessMetadata(process, nextFile);
            metadata.collect(programs);
            nextFile = metadata.nextFile();
            processes.add(metadata);
            TaskKobjIdsEntry own = objects.process(process.pid());
            ids.put(process.pid(), own);
            if (tables.add(own.getFilesId())) {
                probes.addAll(OpenFiles.probe(process.pid()));
            }
        }
        locks = FileLocks.among(probes);
        FilesInFlight inFlight = FilesInFlight.of(this);
        probes.addAll(inFlight.find(probes, this));
        openFiles =
                OpenFiles.group(probes, nextFile).stream().map(inFlight::number).toList();
        processes.forEach(process -> process.number(openFiles));
    }

    /** Connections whose packets must be held back. */
    public List<Connection> connections() {
        return options.tree().tcpClose() ? List.of() : sockets(ResourceKind.Lockable::connections);
    }

    /** Ports nobody may call meanwhile. */
    public List<Listener> listeners() {
        return sockets(ResourceKind.Lockable::listeners);
    }

    private <T> List<T> sockets(BiFunction<ResourceKind.Lockable, FdProbe, List<T>> question) {
        List<T> answers = new ArrayList<>();
        for (OpenFile file : openFiles) {
            if (ResourceCatalog.claim(file.probe()) instanceof ResourceKind.Lockable lockable
                    && inhabitant(file).isEmpty()) {
                answers.addAll(question.apply(lockable, file.probe()));
            }
        }
        return answers;
    }

    /** Open files and descriptors. */
    public void dumpFiles() {
        NestedNamespaces.dump(ids, this);
        processes.forEach(process -> process.dumpFiles(this));
        int root = options.pid();
        Set<NamespaceKind> own = NamespaceCheck.own(root);
        ids.forEach((pid, numbers) -> {
            image.add(ImageKind.IDS, process(pid).ownPid(), numbers);
            image.touch(ImageKind.FDINFO, numbers.getFilesId());
        });
        TreeNetwork.of(root, own).run(this::dumpOpenFiles);
        locks.dump(this);
        // File systems of its own have what the files need besides, such as temporary names.
        NamespacesDump.dump(own, ids.get(root), this);
        NestedNamespaces.dumpMounts(own, ids, this);
        image.add(ImageKind.INVENTORY, 0, inventory());
    }

    private void dumpOpenFiles() {
        int network = ids.get(options.pid()).getNetNsId();
        Map<Integer, List<FdinfoEntry>> tables = new TreeMap<>();
        for (OpenFile file : openFiles) {
            FileEntry entry = dumpOpenFile(file, network);
            image.add(ImageKind.FILES, 0, entry);
            for (OpenFile.Descriptor descriptor : file.descriptors()) {
                tables.computeIfAbsent(ids.get(descriptor.pid()).getFilesId(), id -> new ArrayList<>())
                        .add(FdinfoEntry.newBuilder()
                                .setId(file.id())
                                .setFlags(descriptor.closeOnExec() ? 1 : 0)
                                .setType(entry.getType())
                                .setFd(descriptor.fd())
                                .build());
            }
        }
        tables.forEach((table, descriptors) -> descriptors.stream()
                .sorted(Comparator.comparingInt(FdinfoEntry::getFd))
                .forEach(descriptor -> image.add(ImageKind.FDINFO, table, descriptor)));
    }

    private FileEntry dumpOpenFile(OpenFile file, int network) {
        OptionalInt inhabitant = inhabitant(file);
        ResourceKind kind = ResourceCatalog.claim(file.probe());
        if (inhabitant.isEmpty()) {
            return SocketNamespace.mark(kind.dump(file, this), network);
        }
        int pid = inhabitant.getAsInt();
        return InNetNamespace.call(
                pid,
                () -> SocketNamespace.mark(kind.dump(file, this), ids.get(pid).getNetNsId()));
    }

    /** A process in the network of a socket that only a part of the tree is in. */
    private OptionalInt inhabitant(OpenFile file) {
        if (networks == null) {
            networks = new SocketNetwork(options.pid(), ids.keySet());
        }
        return networks.isOne()
                ? OptionalInt.empty()
                : networks.nested(file.probe(), local(file.probe()), ResourceCatalog.claim(file.probe()));
    }

    private InventoryEntry inventory() {
        InventoryEntry.Builder inventory = InventoryFile.entry(objects.dumper(), runId);
        if (options.tree().tcpClose()) {
            inventory.setTcpClose(true);
        }
        if (!connections().isEmpty()) {
            inventory
                    .setNetworkLockMethod(options.networkLock().code())
                    .setCrjLockHost(ProcFile.text("/proc/sys/kernel/hostname").strip());
        }
        return inventory.build();
    }

    /** Distinguishes this dump from all others; names the lock that it leaves. */
    public String runId() {
        return runId;
    }

    private FrozenProcess process(int pid) {
        return tree.processes().stream()
                .filter(process -> process.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    /** Memory files, open or mapped, whose contents are still to be sent. */
    public Collection<DumpedMemfds.Memory> memoryFiles() {
        return DumpedMemfds.of(this).all();
    }

    /** System V segments, by id, whose contents are still to be sent. */
    public Map<Long, Fd> segments() {
        return NamespacesDump.segments(this);
    }

    /** Processes, threads, address spaces. */
    public void dumpTasks() {
        SeccompDump filters = new SeccompDump();
        GroupsDump groups = new GroupsDump(options.tree().groups());
        processes.forEach(process -> process.dumpTasks(image, filters, groups));
        groups.write(image);
        tree.dead().forEach(pid -> image.add(ImageKind.CORE, OwnPids.of(pid), DeadProcessDump.core(pid)));
        new FamilyDump(tree.pids(), options.tree().shellJob())
                .entries()
                .forEach(entry -> image.add(ImageKind.PSTREE, 0, entry));
        image.add(ImageKind.SECCOMP, 0, filters.entry());
    }

    /** Mappings of each process, by pid; none of them changes any more. */
    public Map<Integer, List<Mapping>> mappings() {
        Map<Integer, List<Mapping>> mappings = new LinkedHashMap<>();
        processes.forEach(process -> mappings.put(process.process().pid(), process.mappings()));
        return mappings;
    }

    /** All metadata files. */
    public Map<String, byte[]> files() {
        return image.files();
    }

    /** Takes back what dumping open files changed, newest first; all of it, even when some of it fails to. */
    public void undo() {
        EngineException failure = null;
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = new EngineException("the tree is not quite as it was before: " + e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The tree has ended, as it goes on elsewhere. */
    public void reaped() {
        LeftMemory.of(this).remove();
    }

    @Override
    public DumpOptions options() {
        return options;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public ImageBuilder image() {
        return image;
    }

    @Override
    public Fd local(FdProbe probe) {
        return copies.computeIfAbsent(new Descriptor(probe.pid(), probe.fd()), key -> {
            try (Fd pidfd = FileCalls.pidfdOpen(key.pid)) {
                return FileCalls.pidfdGetfd(pidfd, key.fd);
            }
        });
    }

    @Override
    public FownEntry owner(FdProbe probe) {
        FownEntry owner = FileOwner.read(local(probe));
        return owner.getPid() == 0
                ? owner
                : owner.toBuilder().setPid(FileOwner.own(owner, tree.pids())).build();
    }

    @Override
    public Iterable<OpenFile> openFiles() {
        return openFiles;
    }

    @Override
    public OptionalInt mountId(String path) {
        return RegularFiles.mountId(path, this);
    }

    @Override
    public void onAbort(Runnable step) {
        undo.push(step);
    }

    @Override
    public <T> T shared(Object key, Supplier<? extends T> first) {
        return shared.shared(key, first);
    }

    @Override
    public void close() {
        copies.values().forEach(Fd::close);
        shared.close();
    }
}
