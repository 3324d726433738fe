package io.crj.engine.tree;

import io.crj.engine.DumpOptions;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.InventoryFile;
import io.crj.engine.image.KernelObjectIds;
import io.crj.engine.image.proto.FdinfoEntry;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.image.proto.FsEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.SeccompEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.memory.GuardRegions;
import io.crj.engine.memory.MappedFiles;
import io.crj.engine.memory.VmaDump;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.FileOwner;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceCatalog;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.SharedObjects;
import io.crj.engine.resource.memfd.DumpedMemfds;
import io.crj.engine.task.ProcessDump;
import io.crj.engine.trace.Gadget;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Everything of a frozen process but its pages; only usable on the tracer thread. */
public final class MetadataDump implements DumpContext, AutoCloseable {

    private final DumpOptions options;
    private final FrozenProcess process;
    private final List<Mapping> mappings;
    private final MappedFiles mapped;
    private final int pid;
    private final ImageBuilder image = new ImageBuilder();
    private final SharedObjects shared = new SharedObjects();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final Map<Integer, Fd> copies = new HashMap<>();
    private final MmEntry.Builder memory = MmEntry.newBuilder();
    private List<OpenFile> openFiles = List.of();
    private int executable;
    private FsEntry directories;

    public MetadataDump(DumpOptions options, FrozenProcess process, List<Mapping> mappings) {
        this.options = options;
        this.process = process;
        this.mappings = mappings;
        this.pid = process.pid();
        this.mapped = new MappedFiles(pid);
    }

    /** What a receiver has to know before the pages of a round: the mappings and the files behind them. */
    public static Map<String, byte[]> ofRound(int pid, List<Mapping> mappings) {
        ImageBuilder image = new ImageBuilder();
        MappedFiles files = new MappedFiles(pid);
        MmEntry.Builder mm = MmEntry.newBuilder().addAllVmas(new VmaDump(pid, files).dump(mappings));
        mm.setExeFileId(files.id("exe"));
        image.add(ImageKind.MM, pid, withoutAddresses(mm));
        files.write(image);
        return image.files();
    }

    /** The address space proper is of interest in the final dump only. */
    private static MmEntry withoutAddresses(MmEntry.Builder mm) {
        return mm.setMmStartCode(0)
                .setMmEndCode(0)
                .setMmStartData(0)
                .setMmEndData(0)
                .setMmStartStack(0)
                .setMmStartBrk(0)
                .setMmBrk(0)
                .setMmArgStart(0)
                .setMmArgEnd(0)
                .setMmEnvStart(0)
                .setMmEnvEnd(0)
                .build();
    }

    /** Finds all files, mapped and open. */
    public void collectFiles() {
        memory.addAllVmas(new VmaDump(pid, mapped).dump(mappings));
        GuardRegions.dump(pid, mappings, memory);
        executable = mapped.id("exe");
        directories = FsEntry.newBuilder()
                .setCwdId(mapped.id("cwd"))
                .setRootId(mapped.id("root"))
                .setUmask(TaskStatus.read(pid).octal("Umask"))
                .build();
        openFiles = OpenFiles.group(OpenFiles.probe(pid), mapped.count() + 1);
    }

    /** Connections whose packets must be held back. */
    public List<Connection> connections() {
        return sockets(ResourceKind.Lockable::connections);
    }

    /** Ports nobody may call meanwhile. */
    public List<Listener> listeners() {
        return sockets(ResourceKind.Lockable::listeners);
    }

    private <T> List<T> sockets(BiFunction<ResourceKind.Lockable, FdProbe, List<T>> question) {
        List<T> answers = new ArrayList<>();
        for (OpenFile file : openFiles) {
            if (ResourceCatalog.claim(file.probe()) instanceof ResourceKind.Lockable lockable) {
                answers.addAll(question.apply(lockable, file.probe()));
            }
        }
        return answers;
    }

    /** Open files and descriptors. */
    public void dumpFiles() {
        mapped.write(this);
        List<FdinfoEntry> descriptors = new ArrayList<>();
        for (OpenFile file : openFiles) {
            FileEntry entry = ResourceCatalog.claim(file.probe()).dump(file, this);
            image.add(ImageKind.FILES, 0, entry);
            for (OpenFile.Descriptor descriptor : file.descriptors()) {
                descriptors.add(FdinfoEntry.newBuilder()
                        .setId(file.id())
                        .setFlags(descriptor.closeOnExec() ? 1 : 0)
                        .setType(entry.getType())
                        .setFd(descriptor.fd())
                        .build());
            }
        }
        KernelObjectIds ids = new KernelObjectIds();
        TaskKobjIdsEntry own = ids.process(pid);
        image.add(ImageKind.IDS, pid, own);
        image.touch(ImageKind.FDINFO, own.getFilesId());
        descriptors.sort(Comparator.comparingInt(FdinfoEntry::getFd));
        descriptors.forEach(descriptor -> image.add(ImageKind.FDINFO, own.getFilesId(), descriptor));
        int lockMethod = connections().isEmpty() ? 0 : options.networkLock().code();
        image.add(
                ImageKind.INVENTORY,
                0,
                InventoryFile.entry(ids.dumper(), lockMethod, UUID.randomUUID().toString()));
    }

    /** Memory files, open or mapped, whose contents are still to be sent. */
    public Collection<DumpedMemfds.Memory> memoryFiles() {
        return DumpedMemfds.of(this).all();
    }

    /** Threads, process and address space. */
    public void dumpTasks() {
        // All of them first: a burst on one thread must not be visible in what another one shows.
        process.threads().forEach(Tracee::enter);
        RemoteProcess remote = new RemoteProcess(pid, process.leader(), Gadget.find(pid, mappings));
        remote.mapScratch();
        ProcessDump dump = new ProcessDump(remote);
        try {
            for (Tracee thread : process.threads()) {
                image.add(ImageKind.CORE, thread.tid(), dump.thread(thread));
            }
            memory.mergeFrom(dump.memory().setExeFileId(executable).buildPartial());
        } finally {
            remote.unmapScratch();
        }
        image.add(ImageKind.MM, pid, memory.build());
        image.add(ImageKind.FS, pid, directories);
        image.add(ImageKind.PSTREE, 0, tree());
        image.add(ImageKind.SECCOMP, 0, SeccompEntry.getDefaultInstance());
    }

    /** Session and group of leaders outside the tree cannot be had elsewhere: 0 stands for "whatever is there". */
    private PstreeEntry tree() {
        TaskStat stat = TaskStat.read(pid);
        return PstreeEntry.newBuilder()
                .setPid(pid)
                .setPpid(0)
                .setPgid(stat.group() == pid ? pid : 0)
                .setSid(stat.session() == pid ? pid : 0)
                .addAllThreads(process.threads().stream().map(Tracee::tid).toList())
                .build();
    }

    /** All metadata files. */
    public Map<String, byte[]> files() {
        return image.files();
    }

    /** Takes back what dumping open files changed, newest first. */
    public void undo() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }

    @Override
    public DumpOptions options() {
        return options;
    }

    @Override
    public ImageBuilder image() {
        return image;
    }

    @Override
    public Fd local(FdProbe probe) {
        return copies.computeIfAbsent(probe.fd(), fd -> {
            try (Fd pidfd = FileCalls.pidfdOpen(pid)) {
                return FileCalls.pidfdGetfd(pidfd, fd);
            }
        });
    }

    @Override
    public FownEntry owner(FdProbe probe) {
        return FileOwner.read(local(probe));
    }

    @Override
    public Iterable<OpenFile> openFiles() {
        return openFiles;
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
