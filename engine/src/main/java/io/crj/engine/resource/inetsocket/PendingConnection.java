package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.SHUT_RD;
import static io.crj.engine.linux.abi.Socket.SHUT_RDWR;
import static io.crj.engine.linux.abi.Socket.SHUT_WR;
import static io.crj.engine.linux.abi.Tcp.TCP_CLOSE;
import static io.crj.engine.linux.abi.Tcp.TCP_CLOSING;
import static io.crj.engine.linux.abi.Tcp.TCP_REPAIR_OFF;

import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.SkShutdown;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A restored connection that is still in repair mode. */
final class PendingConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PendingConnection.class);

    private final Fd socket;
    private final InetSkEntry entry;
    private final byte[] unsent;
    private final PeerFin peerFin;

    /** @param socket owned by this from now on */
    PendingConnection(Fd socket, InetSkEntry entry, byte[] unsent, PeerFin peerFin) {
        this.socket = socket;
        this.entry = entry;
        this.unsent = unsent;
        this.peerFin = peerFin;
    }

    /** Lets the connection speak again; if the peer has given it up meanwhile, the process will find out as always. */
    void resume() {
        try {
            // This sends a window probe: the peer's answer says what of the sent bytes it has.
            TcpRepair.leave(socket, TCP_REPAIR_OFF, entry.getOpts().getReuseaddr());
            new QueueWriter(socket, entry.getOpts(), unsent).sendQueue(0, unsent.length);
            closeDirections();
        } catch (SyscallException e) {
            LOG.warn("connection {} was lost at the resume: {}", entry.getId(), e.getMessage());
        }
    }

    private void closeDirections() {
        boolean closedHereFirst = entry.getState() == TCP_CLOSING;
        if (TcpState.finReceived(entry.getState()) && !closedHereFirst) {
            endOfInput();
        }
        if (TcpState.finSent(entry.getState())) {
            // The peer may have this FIN already; it then answers as if the first one had been lost.
            SocketCalls.shutdown(socket, entry.getShutdown() == SkShutdown.BOTH ? SHUT_RDWR : SHUT_WR);
        }
        if (closedHereFirst) {
            endOfInput();
        }
    }

    private void endOfInput() {
        // Over loopback it would not reach a socket that is bound to another interface.
        boolean reachable = !entry.getOpts().hasSoBoundDev();
        if (reachable) {
            peerFin.deliver();
        }
        int state = TcpInfo.read(socket).state();
        if (state != TCP_CLOSE && !TcpState.finReceived(state)) {
            // To the process it is the same.
            SocketCalls.shutdown(socket, SHUT_RD);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
