package io.crj.engine.resource.inetsocket;

import io.crj.engine.DumpOptions;
import io.crj.engine.RestoreOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.netlock.NetworkLock;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.netlock.NetworkLocks;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import io.crj.engine.resource.SharedObjects;
import io.crj.engine.trace.RemoteTask;
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

/** Takes sockets of this process through a dump and a restore, the way the engine does with those of a frozen tree. */
final class FakeMigration implements AutoCloseable {

    private static final InetSocketKind KIND = new InetSocketKind();
    private static final int F_DUPFD_CLOEXEC = 1030;

    private DumpOptions dumpOptions = DumpOptions.of(pid()).withTcpEstablished(true);
    private final ImageBuilder builder = new ImageBuilder();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<Runnable> onResume = new ArrayList<>();
    private final SharedObjects shared = new SharedObjects();
    private final Map<Integer, Fd> opened = new HashMap<>();
    private final NetworkLock lock = NetworkLocks.of(NetworkLockMethod.NFTABLES, "crj-test-" + pid());
    private RestoreOptions restoreOptions = RestoreOptions.of("crj-test").withTcpEstablished(true);
    private int nextId = 1;

    static int pid() {
        return (int) ProcessHandle.current().pid();
    }

    static FdProbe probe(Fd fd) {
        return new FdProbe(pid(), fd.number(), "socket:[test]", FileCalls.stat(fd), FdInfo.read(pid(), fd.number()));
    }

    FakeMigration with(TreeOptions tree) {
        dumpOptions = dumpOptions.withTree(tree);
        restoreOptions = restoreOptions.withTree(tree);
        return this;
    }

    FakeMigration withForeignAddresses() {
        restoreOptions = restoreOptions.withForeignAddresses(true);
        return this;
    }

    static void check(Fd fd, DumpOptions options) {
        KIND.check(probe(fd), new CheckContext() {
            @Override
            public DumpOptions options() {
                return options;
            }

            @Override
            public Set<Integer> pids() {
                return Set.of(pid());
            }

            @Override
            public <T> T shared(Object key, Supplier<? extends T> first) {
                return first.get();
            }
        });
    }

    /** Holds back the packets of the sockets' connections. */
    FakeMigration lock(Fd... sockets) {
        List<Connection> connections = new ArrayList<>();
        List<Listener> listeners = new ArrayList<>();
        for (Fd socket : sockets) {
            connections.addAll(KIND.connections(probe(socket)));
            listeners.addAll(KIND.listeners(probe(socket)));
        }
        lock.lock(connections, listeners);
        return this;
    }

    FileEntry dump(Fd socket) {
        FdProbe probe = probe(socket);
        if (!KIND.claims(probe)) {
            throw new IllegalArgumentException("not an inet socket");
        }
        OpenFile file = new OpenFile(nextId++, probe, List.of(new OpenFile.Descriptor(pid(), socket.number(), false)));
        return KIND.dump(file, new FakeDumpContext(socket));
    }

    void abort() {
        undo.forEach(Runnable::run);
        lock.unlock();
    }

    Map<String, byte[]> image() {
        return builder.files();
    }

    /** The restored socket, held back until {@link #resume}. */
    Fd restore(FileEntry entry) {
        RestoreResult result = KIND.restore(entry, new FakeRestoreContext());
        // What the tree will hold; the engine's own copy goes away before the tree runs.
        try (Fd fd = ((RestoreResult.Done) result).fd()) {
            return Fd.own(FileCalls.fcntl(fd, F_DUPFD_CLOEXEC, 0));
        }
    }

    void resume() {
        lock.unlock();
        onResume.forEach(Runnable::run);
        shared.close();
    }

    @Override
    public void close() {
        shared.close();
        lock.unlock();
    }

    private final class FakeDumpContext implements DumpContext {
        @Override
        public OptionalInt mountId(String path) {
            return OptionalInt.empty();
        }

        @Override
        public Journal journal() {
            return Journal.NONE;
        }

        private final Fd socket;

        FakeDumpContext(Fd socket) {
            this.socket = socket;
        }

        @Override
        public DumpOptions options() {
            return dumpOptions;
        }

        @Override
        public ImageBuilder image() {
            return builder;
        }

        @Override
        public Fd local(FdProbe probe) {
            return socket;
        }

        @Override
        public FownEntry owner(FdProbe probe) {
            return FownEntry.newBuilder()
                    .setUid(0)
                    .setEuid(0)
                    .setSignum(0)
                    .setPidType(0)
                    .setPid(0)
                    .build();
        }

        @Override
        public Iterable<OpenFile> openFiles() {
            return List.of();
        }

        @Override
        public void onAbort(Runnable step) {
            undo.push(step);
        }

        @Override
        public <T> T shared(Object key, Supplier<? extends T> first) {
            return shared.shared(key, first);
        }
    }

    private final class FakeRestoreContext implements RestoreContext {

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
            return restoreOptions;
        }

        @Override
        public ImageSet image() {
            return ImageSet.of(builder.files());
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
            step.run();
        }

        @Override
        public void onComplete(Runnable step) {
            step.run();
        }

        @Override
        public void onResume(Runnable step) {
            onResume.add(step);
        }

        @Override
        public <T> T shared(Object key, Supplier<? extends T> first) {
            return shared.shared(key, first);
        }
    }
}
