package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.DUP3;
import static io.crj.engine.linux.abi.SyscallNumber.FCNTL;

import io.crj.engine.RestoreOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FdinfoEntry;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.namespace.net.InNetNamespace;
import io.crj.engine.namespace.net.SocketNamespace;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.resource.FileOwner;
import io.crj.engine.resource.InheritedFiles;
import io.crj.engine.resource.ResourceCatalog;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import io.crj.engine.resource.SharedObjects;
import io.crj.engine.resource.regularfile.RegularFiles;
import io.crj.engine.resource.unixsocket.QueuedFiles;
import io.crj.engine.task.TaskLog;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.RemoteTask;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes all open files anew in this process and hands them to the processes of the tree under their numbers. */
public final class DescriptorRestore implements RestoreContext, AutoCloseable {

    private static final int F_SETFD = 2;
    private static final int CLOSE_ON_EXEC = 1;
    private static final int O_CLOEXEC = 02000000;
    private static final int FD_LIMIT = 1 << 20;

    private final RestoreOptions options;
    private final ImageSet image;
    private final VesselTree vessels;
    private final Map<Long, List<FdinfoEntry>> tables = new LinkedHashMap<>();
    private final Map<Integer, FileEntry> wanted = new LinkedHashMap<>();
    private final Map<Integer, Fd> opened = new HashMap<>();
    private final Map<Integer, Integer> networks;
    private final SharedObjects shared;
    private final Journal journal;
    private final List<Runnable> onOpened = new ArrayList<>();
    private final List<Runnable> onComplete = new ArrayList<>();
    private final List<Runnable> onResume = new ArrayList<>();

    /**
     * @param tableIds numbers of the tree's descriptor tables
     * @param networks processes, as this one sees them, by the numbers of network namespaces that only a part of the tree is in
     * @param shared state of the restore
     */
    public DescriptorRestore(
            RestoreOptions options,
            ImageSet image,
            Collection<Long> tableIds,
            VesselTree vessels,
            Map<Integer, Integer> networks,
            SharedObjects shared,
            Journal journal) {
        this.networks = networks;
        this.options = options;
        this.image = image;
        this.vessels = vessels;
        this.shared = shared;
        this.journal = journal;
        Map<Integer, FileEntry> files = new HashMap<>();
        image.messages(FileEntry.class, ImageKind.FILES, 0).forEach(file -> files.put(file.getId(), file));
        tableIds.forEach(id -> tables.put(id, read(id, files)));
        QueuedFiles.add(image, files, wanted);
    }

    private List<FdinfoEntry> read(long tableId, Map<Integer, FileEntry> files) {
        List<FdinfoEntry> descriptors = image.messages(FdinfoEntry.class, ImageKind.FDINFO, tableId).stream()
                .sorted(Comparator.comparing(FdinfoEntry::getFd, Integer::compareUnsigned))
                .toList();
        int last = -1;
        for (FdinfoEntry descriptor : descriptors) {
            FileEntry file = files.get(descriptor.getId());
            if (file == null || descriptor.getFd() <= last || descriptor.getFd() >= FD_LIMIT) {
                throw new ImageFormatException(
                        ImageKind.FDINFO.fileName(tableId),
                        "descriptor " + Integer.toUnsignedString(descriptor.getFd()) + " of file " + descriptor.getId()
                                + " cannot be");
            }
            last = descriptor.getFd();
            wanted.put(descriptor.getId(), file);
        }
        return descriptors;
    }

    /** Connections to be locked until the tree runs. */
    public List<Connection> connections() {
        return options.tree().tcpClose() ? List.of() : sockets(ResourceKind.Lockable::connections);
    }

    /** Whether any of them is to go on, rather than to be found ended. */
    boolean haveLivingConnections() {
        return !options.tree().tcpClose()
                && !sockets((kind, file) -> kind.livesOn(file) ? List.of(file) : List.<FileEntry>of())
                        .isEmpty();
    }

    /** Ports nobody may call until then. */
    public List<Listener> listeners() {
        return sockets(ResourceKind.Lockable::listeners);
    }

    private <T> List<T> sockets(BiFunction<ResourceKind.Lockable, FileEntry, List<T>> question) {
        List<T> answers = new ArrayList<>();
        for (FileEntry file : wanted.values()) {
            if (!networks.containsKey(SocketNamespace.of(file))
                    && ResourceCatalog.of(file.getType()) instanceof ResourceKind.Lockable lockable) {
                answers.addAll(question.apply(lockable, file));
            }
        }
        return answers;
    }

    /** Makes the open files; some have to wait for others. */
    public void open() {
        InheritedFiles.requireUse(options.inheritFds().keySet(), wanted.values());
        RegularFiles.removeLinksOnResume(this);
        Map<Integer, FileEntry> waiting = new LinkedHashMap<>(wanted);
        while (!waiting.isEmpty()) {
            List<String> reasons = new ArrayList<>();
            int before = waiting.size();
            waiting.values().removeIf(file -> isOpened(file, reasons));
            if (waiting.size() == before) {
                throw new EngineException("open files wait for each other: " + String.join("; ", reasons));
            }
        }
        onOpened.forEach(Runnable::run);
    }

    private boolean isOpened(FileEntry file, List<String> reasons) {
        Optional<Fd> supplied = InheritedFiles.open(file, this);
        if (supplied.isPresent()) {
            opened.put(file.getId(), supplied.get());
            return true;
        }
        AtomicReference<RestoreResult> made = new AtomicReference<>();
        ResourceKind kind = ResourceCatalog.of(file.getType());
        // Unix sockets are made all at once, each where it belongs.
        if (file.getType() == FdType.UNIXSK) {
            made.set(kind.restore(file, this));
        } else {
            inNetworkOf(file, () -> made.set(kind.restore(file, this)));
        }
        RestoreResult result = made.get();
        if (result instanceof RestoreResult.NotYet later) {
            reasons.add("file " + file.getId() + " waits for " + later.waitingFor());
            return false;
        }
        opened.put(file.getId(), ((RestoreResult.Done) result).fd());
        return true;
    }

    /** Hands the files of a table over to a process that has it. */
    public void give(long tableId, Vessel vessel) {
        List<FdinfoEntry> descriptors = tables.get(tableId);
        vessel.clearDescriptors(
                descriptors.stream().map(FdinfoEntry::getFd).collect(Collectors.toCollection(TreeSet::new)));
        RemoteProcess process = vessel.process();
        try (TaskLog log = TaskLog.of(process.ownPid())) {
            log.step("restoring " + descriptors.size() + " descriptors");
        }
        Map<Integer, Integer> first = new LinkedHashMap<>();
        for (FdinfoEntry descriptor : descriptors) {
            int fd = descriptor.getFd();
            boolean closeOnExec = (descriptor.getFlags() & CLOSE_ON_EXEC) != 0;
            Integer known = first.putIfAbsent(descriptor.getId(), fd);
            if (known != null) {
                process.check("dup3", DUP3, known, fd, closeOnExec ? O_CLOEXEC : 0);
                continue;
            }
            int copy = vessel.give(opened.get(descriptor.getId()));
            if (copy == fd) {
                process.check("fcntl", FCNTL, fd, F_SETFD, closeOnExec ? CLOSE_ON_EXEC : 0);
            } else {
                process.check("dup3", DUP3, copy, fd, closeOnExec ? O_CLOEXEC : 0);
                process.check("close", CLOSE, copy);
            }
        }
        first.forEach((id, fd) -> {
            process.resetScratch();
            FileEntry file = wanted.get(id);
            ResourceCatalog.of(file.getType()).wire(file, process, fd, this);
        });
    }

    /** After all tables were given. */
    public void complete() {
        onComplete.forEach(Runnable::run);
    }

    /**
     * Compares the finished table with the image.
     *
     * @throws EngineException naming what is missing or too much
     */
    public void compare(long tableId, int pid) {
        List<String> wanted = tables.get(tableId).stream()
                .map(d -> describe(d.getFd(), (d.getFlags() & CLOSE_ON_EXEC) != 0))
                .toList();
        List<String> found = ProcFile.numbers("/proc/" + pid + "/fd").stream()
                .map(fd -> describe(fd, (FdInfo.read(pid, fd).flags() & O_CLOEXEC) != 0))
                .toList();
        if (!found.equals(wanted)) {
            throw new EngineException("the descriptors of restored pid " + pid + " differ from the image: " + found
                    + " instead of " + wanted + "; it was given up");
        }
    }

    private static String describe(int fd, boolean closeOnExec) {
        return closeOnExec ? fd + " (close on exec)" : Integer.toString(fd);
    }

    /** What must happen after the network is unlocked and before the threads run. */
    public void resume() {
        onResume.forEach(Runnable::run);
    }

    @Override
    public RestoreOptions options() {
        return options;
    }

    @Override
    public void inNetworkOf(FileEntry socket, Runnable work) {
        Integer inhabitant = networks.get(SocketNamespace.of(socket));
        if (inhabitant == null) {
            work.run();
        } else {
            InNetNamespace.run(inhabitant, work);
        }
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public ImageSet image() {
        return image;
    }

    @Override
    public Optional<Fd> opened(int fileId) {
        return Optional.ofNullable(opened.get(fileId));
    }

    @Override
    public Optional<Fd> ghost(int device, long inode) {
        return RegularFiles.ghost(device, inode, image, this);
    }

    @Override
    public int outerPid(int ownPid) {
        return vessels.outerPid(ownPid);
    }

    @Override
    public int give(RemoteTask task, Fd file) {
        return vessels.holding(task.pid()).give(file);
    }

    @Override
    public Optional<Helper> helper(int ownPid) {
        return vessels.find(ownPid).map(VesselHelper::new);
    }

    @Override
    public <T> Optional<T> acting(int ownPid, Function<Helper, Optional<T>> action) {
        Optional<Helper> living = helper(ownPid);
        return living.isPresent()
                ? action.apply(living.get())
                : vessels.passing(ownPid, vessel -> action.apply(new VesselHelper(vessel)));
    }

    private record VesselHelper(Vessel vessel) implements Helper {

        @Override
        public RemoteTask task() {
            return vessel.process();
        }

        @Override
        public int give(Fd fd) {
            return vessel.give(fd);
        }
    }

    @Override
    public void setOwner(Fd fd, FownEntry owner) {
        Set<Integer> tree = shared.shared("tree", () -> {
            Set<Integer> ids = new HashSet<>();
            for (PstreeEntry process : image.messages(PstreeEntry.class, ImageKind.PSTREE, 0)) {
                ids.add(process.getPid());
                ids.add(process.getPgid());
                ids.addAll(process.getThreadsList());
            }
            return ids;
        });
        if (owner.getPid() != 0 && !vessels.has(owner.getPid())) {
            // Threads are made later; and the file is open here until all is done.
            onComplete(() -> FileOwner.restore(fd, owner, tree, this::outerPid));
        } else {
            FileOwner.restore(fd, owner, tree, this::outerPid);
        }
    }

    @Override
    public void onOpened(Runnable step) {
        onOpened.add(step);
    }

    @Override
    public void onComplete(Runnable step) {
        onComplete.add(step);
    }

    @Override
    public void onResume(Runnable step) {
        onResume.add(step);
    }

    @Override
    public <T> T shared(Object key, Supplier<? extends T> first) {
        return shared.shared(key, first);
    }

    /** This process's copies go: only the tree holds the files from now on. */
    @Override
    public void close() {
        opened.values().forEach(Fd::close);
        opened.clear();
        shared.close();
    }
}
