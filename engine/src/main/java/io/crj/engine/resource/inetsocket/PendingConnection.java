package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.SHUT_RD;
import static io.crj.engine.linux.abi.Socket.SHUT_RDWR;
import static io.crj.engine.linux.abi.Socket.SHUT_WR;
import static io.crj.engine.linux.abi.Tcp.TCP_CLOSE;
import static io.crj.engine.linux.abi.Tcp.TCP_CLOSING;
import static io.crj.engine.linux.abi.Tcp.TCP_REPAIR_OFF;
import static io.crj.engine.linux.abi.Tcp.TCP_REPAIR_OFF_NO_WP;
import static io.crj.engine.linux.abi.Tcp.TCP_SYN_SENT;

import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.SkShutdown;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.Spool;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.NotedDescriptor;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A restored connection that is still in repair mode. */
final class PendingConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PendingConnection.class);

    private final Fd socket;
    private final InetSkEntry entry;
    private final Unsent unsent;
    private final PeerFin peerFin;
    private Optional<Path> spool = Optional.empty();
    private boolean noted;

    /** @param socket owned by this from now on */
    PendingConnection(Fd socket, InetSkEntry entry, Unsent unsent, PeerFin peerFin) {
        this.socket = socket;
        this.entry = entry;
        this.unsent = unsent;
        this.peerFin = peerFin;
    }

    /** Lets the connection speak again; if the peer has given it up meanwhile, the process will find out as always. */
    void resume() {
        resume(socket, entry, unsent, peerFin);
    }

    /** The same, also of a connection that was resumed already, wholly or in part, as long as its process has not run. */
    static void resume(Fd socket, InetSkEntry entry, Unsent unsent, PeerFin peerFin) {
        try {
            if (entry.getState() == TCP_CLOSE) {
                EndedConnectionRestore.end(socket, entry, peerFin);
                return;
            }
            if (entry.getState() == TCP_SYN_SENT) {
                call(socket, entry);
                return;
            }
            int sent = TcpRepair.sent(socket, unsent.begin());
            // This sends a window probe: the peer's answer says what of the sent bytes it has.
            TcpRepair.leave(socket, TCP_REPAIR_OFF, entry.getOpts().getReuseaddr());
            int left = Math.max(0, unsent.bytes().length - sent);
            new QueueWriter(socket, entry.getOpts(), unsent.bytes()).sendQueue(unsent.bytes().length - left, left);
            closeDirections(socket, entry, peerFin);
        } catch (SyscallException e) {
            LOG.warn("connection {} was lost at the resume: {}", entry.getId(), e.getMessage());
        }
    }

    /** Calls the peer once more; the answer is for the process to hear. */
    private static void call(Fd socket, InetSkEntry entry) {
        if (TcpInfo.read(socket).state() != TCP_CLOSE) {
            return;
        }
        TcpRepair.leave(socket, TCP_REPAIR_OFF_NO_WP, entry.getOpts().getReuseaddr());
        FileCalls.fcntl(socket, Fcntl.F_SETFL, Fcntl.O_NONBLOCK);
        try {
            SocketCalls.connect(socket, ImageEndpoints.remote(entry));
        } catch (SyscallException e) {
            if (e.errno() != Errno.EINPROGRESS) {
                throw e;
            }
        } finally {
            FileCalls.fcntl(socket, Fcntl.F_SETFL, entry.getFlags() & ~Fcntl.O_ACCMODE);
        }
    }

    private static void closeDirections(Fd socket, InetSkEntry entry, PeerFin peerFin) {
        boolean closedHereFirst = entry.getState() == TCP_CLOSING;
        if (TcpState.finReceived(entry.getState()) && !closedHereFirst) {
            endOfInput(socket, entry, peerFin);
        }
        if (TcpState.finSent(entry.getState())) {
            // The peer may have this FIN already; it then answers as if the first one had been lost.
            SocketCalls.shutdown(socket, entry.getShutdown() == SkShutdown.BOTH ? SHUT_RDWR : SHUT_WR);
        }
        if (closedHereFirst) {
            endOfInput(socket, entry, peerFin);
        }
    }

    private static void endOfInput(Fd socket, InetSkEntry entry, PeerFin peerFin) {
        // Over loopback it would not reach a socket that is bound to another interface.
        boolean reachable = !entry.getOpts().hasSoBoundDev();
        if (reachable && !TcpState.finReceived(TcpInfo.read(socket).state())) {
            peerFin.deliver();
        }
        int state = TcpInfo.read(socket).state();
        if (state != TCP_CLOSE && !TcpState.finReceived(state)) {
            // To the process it is the same.
            SocketCalls.shutdown(socket, SHUT_RD);
        }
    }

    /** Notes, once, that the connection is in the process of {@code descriptor}, to be resumed when this process is gone. */
    void held(NotedDescriptor descriptor, Journal journal) {
        if (noted) {
            return;
        }
        noted = true;
        spool = unsent.bytes().length == 0 ? Optional.empty() : Optional.of(Spool.name());
        String file = spool.map(Path::toString).orElse("");
        journal.note(HeldConnectionAftermath.effect(descriptor, entry, unsent, peerFin, file));
        spool.ifPresent(path -> Spool.write(path, unsent.bytes()));
    }

    /** Inode of the socket. */
    long inode() {
        return FileCalls.stat(socket).inode();
    }

    @Override
    public void close() {
        spool.ifPresent(file -> Spool.delete(file.toString()));
        socket.close();
    }
}
