package io.crj.engine.testing;

import io.crj.engine.DumpOptions;
import io.crj.engine.RestoreOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.InheritedFiles;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceCatalog;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import io.crj.engine.resource.SharedObjects;
import io.crj.engine.resource.regularfile.RegularFiles;
import io.crj.engine.trace.RemoteTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes open files of this process through check, dump and restore, the way the engine does with those of a tree. */
public final class OwnFiles implements AutoCloseable {

    public static final int PID = (int) ProcessHandle.current().pid();

    public static final FownEntry NOBODY = FownEntry.newBuilder()
            .setUid(0)
            .setEuid(0)
            .setSignum(0)
            .setPidType(0)
            .setPid(0)
            .build();

    private final ImageBuilder builder = new ImageBuilder();
    private final SharedObjects dumpShared = new SharedObjects();
    private final SharedObjects restoreShared = new SharedObjects();
    private final List<Runnable> onOpened = new ArrayList<>();
    private final List<Runnable> onComplete = new ArrayList<>();
    private final List<Runnable> onResume = new ArrayList<>();
    private final Deque<Runnable> onAbort = new ArrayDeque<>();
    private final Map<Integer, Fd> opened = new HashMap<>();
    private final DumpContext dumping = new Dumping();
    private final RestoreContext restoring = new Restoring();
    private final List<OpenFile> openFiles = new ArrayList<>();
    private ImageSet image;
    private TreeOptions options = TreeOptions.DEFAULT;
    private Map<String, Integer> inherited = Map.of();
    private int nextId = 1;

    /** What the user chose, for dump and restore. */
    public OwnFiles with(TreeOptions chosen) {
        options = chosen;
        return this;
    }

    /** What stands in for files of the image. */
    public OwnFiles inheriting(Map<String, Integer> descriptors) {
        inherited = descriptors;
        return this;
    }

    public static FdProbe probe(Fd fd) {
        try {
            Path link = Path.of("/proc/" + PID + "/fd/" + fd.number());
            return new FdProbe(
                    PID,
                    fd.number(),
                    Files.readSymbolicLink(link).toString(),
                    FileCalls.stat(fd),
                    FdInfo.read(PID, fd.number()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Preflight of one open file. */
    public static void check(Fd fd) {
        check(probe(fd), Set.of(PID));
    }

    public static void check(FdProbe probe, Set<Integer> tree) {
        try (SharedObjects shared = new SharedObjects()) {
            ResourceCatalog.claim(probe).check(probe, new Checking(tree, shared, TreeOptions.DEFAULT));
        }
    }

    public static void check(Fd fd, TreeOptions chosen) {
        try (OwnFiles files = new OwnFiles().with(chosen)) {
            files.checkWithOptions(fd);
        }
    }

    /** Preflight of one open file, with what the user chose. */
    public void checkWithOptions(Fd fd) {
        FdProbe probe = probe(fd);
        try (SharedObjects shared = new SharedObjects()) {
            ResourceCatalog.claim(probe).check(probe, new Checking(Set.of(PID), shared, options));
        }
    }

    private record Checking(Set<Integer> pids, SharedObjects objects, TreeOptions chosen) implements CheckContext {

        @Override
        public DumpOptions options() {
            return DumpOptions.of(PID)
                    .withTree(chosen.toBuilder().migration(true).build());
        }

        @Override
        public <T> T shared(Object key, Supplier<? extends T> first) {
            return objects.shared(key, first);
        }
    }

    /** Dumps an open file, under the next number. */
    public FileEntry dump(Fd fd) {
        FdProbe probe = probe(fd);
        boolean closeOnExec = (probe.info().flags() & Fcntl.O_CLOEXEC) != 0;
        OpenFile file = new OpenFile(nextId++, probe, List.of(new OpenFile.Descriptor(PID, fd.number(), closeOnExec)));
        openFiles.add(file);
        FileEntry entry = ResourceCatalog.claim(probe).dump(file, dumping);
        builder.add(ImageKind.FILES, 0, entry);
        return entry;
    }

    public DumpContext dumping() {
        return dumping;
    }

    public RestoreContext restoring() {
        return restoring;
    }

    /** Restores from {@code other} instead of what was dumped here. */
    public OwnFiles withImage(ImageSet other) {
        image = other;
        return this;
    }

    /** Restores one open file; the caller's. */
    public Fd restore(FileEntry entry) {
        Optional<Fd> supplied = InheritedFiles.open(entry, restoring);
        if (supplied.isPresent()) {
            opened.put(entry.getId(), supplied.get());
            return supplied.get();
        }
        RestoreResult result = ResourceCatalog.of(entry.getType()).restore(entry, restoring);
        Fd fd = ((RestoreResult.Done) result).fd();
        opened.put(entry.getId(), fd);
        return fd;
    }

    public void wire(FileEntry entry, Fd fd) {
        ResourceCatalog.of(entry.getType()).wire(entry, new OwnProcess(), fd.number(), restoring);
    }

    /** The copies that the dump made are closed, as at the end of any dump. */
    public void endDump() {
        dumpShared.close();
    }

    /** All files are restored. */
    public void allOpened() {
        onOpened.forEach(Runnable::run);
        onOpened.clear();
    }

    /** The rest of the restore. */
    public void resume() {
        allOpened();
        RegularFiles.removeLinksOnResume(restoring);
        onComplete.forEach(Runnable::run);
        onResume.forEach(Runnable::run);
        restoreShared.close();
    }

    /** The tree goes on here after all. */
    public void abort() {
        onAbort.forEach(Runnable::run);
        dumpShared.close();
    }

    /** Dumps and restores. */
    public Fd move(Fd fd) {
        Fd restored = restore(dump(fd));
        resume();
        return restored;
    }

    @Override
    public void close() {
        dumpShared.close();
        restoreShared.close();
        opened.values().forEach(Fd::close);
    }

    private final class Dumping implements DumpContext {
        @Override
        public OptionalInt mountId(String path) {
            return OptionalInt.empty();
        }

        @Override
        public Journal journal() {
            return Journal.NONE;
        }

        @Override
        public DumpOptions options() {
            return DumpOptions.of(PID).withTree(options);
        }

        @Override
        public ImageBuilder image() {
            return builder;
        }

        @Override
        public Fd local(FdProbe probe) {
            return shared(List.of("local", probe.fd()), () -> {
                try (Fd process = FileCalls.pidfdOpen(PID)) {
                    return FileCalls.pidfdGetfd(process, probe.fd());
                }
            });
        }

        @Override
        public FownEntry owner(FdProbe probe) {
            return NOBODY;
        }

        @Override
        public Iterable<OpenFile> openFiles() {
            return openFiles;
        }

        @Override
        public void onAbort(Runnable undo) {
            onAbort.push(undo);
        }

        @Override
        public <T> T shared(Object key, Supplier<? extends T> first) {
            return dumpShared.shared(key, first);
        }
    }

    private final class Restoring implements RestoreContext {

        @Override
        public void inNetworkOf(FileEntry socket, Runnable work) {
            work.run();
        }

        @Override
        public Optional<Fd> ghost(int device, long inode) {
            return Optional.empty();
        }

        @Override
        public Journal journal() {
            return Journal.NONE;
        }

        @Override
        public RestoreOptions options() {
            return RestoreOptions.of("crj-test").withTree(options).withInheritFds(inherited);
        }

        @Override
        public ImageSet image() {
            if (image == null) {
                image = ImageSet.of(builder.files());
            }
            return image;
        }

        @Override
        public Optional<Fd> opened(int fileId) {
            return Optional.ofNullable(opened.get(fileId));
        }

        @Override
        public int give(RemoteTask task, Fd file) {
            throw new UnsupportedOperationException("no task here");
        }

        @Override
        public int outerPid(int ownPid) {
            return ownPid;
        }

        @Override
        public void setOwner(Fd fd, FownEntry owner) {}

        @Override
        public Optional<Helper> helper(int ownPid) {
            return Optional.empty();
        }

        @Override
        public <T> Optional<T> acting(int ownPid, Function<Helper, Optional<T>> action) {
            return Optional.empty();
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
            return restoreShared.shared(key, first);
        }
    }
}
