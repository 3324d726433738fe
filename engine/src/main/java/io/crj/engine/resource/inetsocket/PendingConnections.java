package io.crj.engine.resource.inetsocket;

import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.RestoreContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The restored connections that are still in repair mode. If the restore is given up, closing them says nothing to the
 * peers.
 */
final class PendingConnections implements AutoCloseable {

    private static final int F_DUPFD_CLOEXEC = 1030;

    private final List<PendingConnection> connections = new ArrayList<>();

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
    void add(Fd socket, InetSkEntry entry, byte[] unsent, PeerFin peerFin) {
        Fd copy = Fd.own(FileCalls.fcntl(socket, F_DUPFD_CLOEXEC, 0));
        connections.add(new PendingConnection(copy, entry, unsent, peerFin));
    }

    private void resume() {
        connections.forEach(PendingConnection::resume);
    }

    @Override
    public void close() {
        connections.forEach(PendingConnection::close);
    }
}
