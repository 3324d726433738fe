package io.crj.engine.resource.inetsocket;

import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.NotedDescriptor;
import io.crj.engine.resource.RestoreContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The restored connections that are still in repair mode. If the restore is given up, closing them says nothing to the
 * peers.
 */
final class PendingConnections implements AutoCloseable {

    private static final int F_DUPFD_CLOEXEC = 1030;

    private final Map<Integer, PendingConnection> connections = new LinkedHashMap<>();

    private PendingConnections(RestoreContext context) {
        context.onResume(this::resume);
    }

    /** Those of this restore. */
    static PendingConnections of(RestoreContext context) {
        return context.shared(PendingConnections.class, () -> new PendingConnections(context));
    }

    /**
     * @param unsent to be sent when the tree resumes
     * @param peerFin what the peer said last, if it has closed its direction
     */
    void add(Fd socket, InetSkEntry entry, Unsent unsent, PeerFin peerFin) {
        Fd copy = Fd.own(FileCalls.fcntl(socket, F_DUPFD_CLOEXEC, 0));
        connections.put(entry.getId(), new PendingConnection(copy, entry, unsent, peerFin));
    }

    /** A process of the tree has the open file {@code fileId}, for good. */
    void held(int fileId, int pid, int fd, RestoreContext context) {
        PendingConnection connection = connections.get(fileId);
        if (connection != null) {
            connection.held(NotedDescriptor.of(pid, fd, connection.inode(), context), context.journal());
        }
    }

    private void resume() {
        connections.values().forEach(PendingConnection::resume);
    }

    @Override
    public void close() {
        connections.values().forEach(PendingConnection::close);
    }
}
