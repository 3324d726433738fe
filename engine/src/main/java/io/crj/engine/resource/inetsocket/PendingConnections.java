package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Tcp.TCP_REPAIR_OFF;

import io.crj.engine.image.proto.SkOptsEntry;
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

    private final List<Pending> connections = new ArrayList<>();

    private PendingConnections(RestoreContext context) {
        context.onResume(this::resume);
    }

    /** Those of this restore. */
    static PendingConnections of(RestoreContext context) {
        return context.shared(PendingConnections.class, () -> new PendingConnections(context));
    }

    void add(Fd socket, SkOptsEntry opts, byte[] queues, int unsentOffset, int unsentBytes) {
        Fd copy = Fd.own(FileCalls.fcntl(socket, F_DUPFD_CLOEXEC, 0));
        connections.add(new Pending(copy, opts, queues, unsentOffset, unsentBytes));
    }

    private void resume() {
        connections.forEach(Pending::resume);
    }

    @Override
    public void close() {
        connections.forEach(c -> c.socket.close());
    }

    private record Pending(Fd socket, SkOptsEntry opts, byte[] queues, int unsentOffset, int unsentBytes) {

        /** Leaving repair mode sends a window probe: the peer's answer restarts whatever was lost meanwhile. */
        void resume() {
            TcpRepair.leave(socket, TCP_REPAIR_OFF, opts.getReuseaddr());
            new QueueWriter(socket, opts, queues).sendQueue(unsentOffset, unsentBytes);
        }
    }
}
