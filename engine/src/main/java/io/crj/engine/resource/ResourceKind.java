package io.crj.engine.resource;

import io.crj.engine.TreeReport;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.trace.RemoteTask;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** One kind of open file: how it is recognised, dumped and restored. */
public interface ResourceKind {

    /** The type its entries have in {@code files.img}. */
    FdType type();

    /** Whether the open file is of this kind; for every open file exactly one kind says so. */
    boolean claims(FdProbe probe);

    /**
     * Refuses what cannot be carried, while the tree still runs.
     *
     * @throws io.crj.engine.error.UnsupportedResourceException naming pid, fd, link text and what helps
     */
    default void check(FdProbe probe, CheckContext context) {}

    /** What the open file needs on the host it goes to. */
    default List<TreeReport.FileNeed> needs(FdProbe probe, CheckContext context) {
        return List.of();
    }

    /** Reads the state of a frozen tree's open file; changes nothing that {@link DumpContext#onAbort} does not undo. */
    FileEntry dump(OpenFile file, DumpContext context);

    /** Makes the open file anew in this process. */
    RestoreResult restore(FileEntry entry, RestoreContext context);

    /**
     * What can only be done from inside the task, once all its descriptors are in place.
     *
     * @param task a task that holds the file
     * @param fd the file's lowest descriptor in that task
     */
    default void wire(FileEntry entry, RemoteTask task, int fd, RestoreContext context) {}

    /** Kinds whose traffic has to be held back during a dump. */
    interface Lockable {

        /** The connection behind the open file; empty for sockets that have none. */
        List<Connection> connections(FdProbe probe);

        /** The same, from an image. */
        List<Connection> connections(FileEntry entry);

        /** Whether an image has it as one that lives on, so that {@code --tcp-established} is asked for. */
        boolean livesOn(FileEntry entry);

        /** What the socket listens on: one address, or the wildcard addresses of both families; empty if it does not. */
        List<Listener> listeners(FdProbe probe);

        /** The same, from an image. */
        List<Listener> listeners(FileEntry entry);

        /** How many connections to what it listens on wait to be accepted; {@code listen(2)}. */
        int waiting(FdProbe probe);

        /** The local address the socket has been given, if any; the wildcard address stands for all. */
        Optional<InetAddress> localAddress(FdProbe probe);
    }
}
