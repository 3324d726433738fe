package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.SHUT_RDWR;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_ERROR;
import static io.crj.engine.linux.abi.Tcp.TCPOPT_SACK_PERM;
import static io.crj.engine.linux.abi.Tcp.TCP_CLOSE;
import static io.crj.engine.linux.abi.Tcp.TCP_NO_QUEUE;
import static io.crj.engine.linux.abi.Tcp.TCP_RECV_QUEUE;
import static io.crj.engine.linux.abi.Tcp.TCP_REPAIR_OFF_NO_WP;
import static io.crj.engine.linux.abi.Tcp.TCP_SEND_QUEUE;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.TcpStreamEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.RestoreContext;

/**
 * A connection that has ended, perhaps with bytes or an error for the process to find: made in repair mode, it is reset at
 * the resume by a segment of ours. No peer ever hears of it.
 */
final class EndedConnectionRestore {

    private static final int FIRST_SEQUENCE = 1;
    private static final int WINDOW = 0xffff;
    private static final int PORTS_TO_TRY = 8;

    private final InetSkEntry entry;
    private final InetEndpoint local;
    private final InetEndpoint remote;
    private final RestoreContext context;

    EndedConnectionRestore(InetSkEntry entry, InetEndpoint local, InetEndpoint remote, RestoreContext context) {
        this.entry = entry;
        this.local = local;
        this.remote = remote;
        this.context = context;
    }

    private static long id(InetSkEntry entry) {
        return entry.getIno() & 0xffffffffL;
    }

    static boolean isWanted(InetSkEntry entry, RestoreContext context) {
        return entry.getState() == TCP_CLOSE
                && entry.getDstPort() != 0
                && !context.image().entries(ImageKind.TCP_STREAM, id(entry)).isEmpty()
                && (isReachable(entry) || entry.getCrjReset() || unreadBytes(entry, context) != 0);
    }

    /** Over loopback a segment does not reach a socket that is bound to another interface. */
    private static boolean isReachable(InetSkEntry entry) {
        return !entry.getOpts().hasSoBoundDev();
    }

    private static int unreadBytes(InetSkEntry entry, RestoreContext context) {
        ImageEntry stream =
                context.image().entries(ImageKind.TCP_STREAM, id(entry)).get(0);
        int length = ((TcpStreamEntry) stream.message()).getInqLen();
        if (length < 0 || length > stream.payload().length) {
            throw new ImageFormatException(
                    ImageKind.TCP_STREAM.fileName(id(entry)), "has " + stream.payload().length + " bytes of " + length);
        }
        return length;
    }

    void restore(Fd socket) {
        int length = unreadBytes(entry, context);
        byte[] bytes =
                context.image().entries(ImageKind.TCP_STREAM, id(entry)).get(0).payload();
        TcpRepair repair = TcpRepair.enter(socket);
        repair.select(TCP_SEND_QUEUE).sequence(FIRST_SEQUENCE);
        repair.select(TCP_RECV_QUEUE).sequence(FIRST_SEQUENCE);
        repair.select(TCP_NO_QUEUE);
        SocketCalls.bind(socket, local);
        InetEndpoint peer = connect(socket);
        // By this one sees that there was a connection.
        repair.options(TCPOPT_SACK_PERM, 0);
        repair.select(TCP_RECV_QUEUE);
        new QueueWriter(socket, entry.getOpts(), bytes).receiveQueue(0, length);
        repair.select(TCP_NO_QUEUE);
        PeerFin end = new PeerFin(peer, local, FIRST_SEQUENCE + length, FIRST_SEQUENCE, WINDOW);
        PendingConnections.of(context).add(socket, entry, new Unsent(FIRST_SEQUENCE, new byte[0]), end);
    }

    /**
     * What is left of the real connection may still be there, on the host where it ended: then with the next port. A peer that
     * cannot be reached from here is replaced by this host.
     */
    private InetEndpoint connect(Fd socket) {
        InetEndpoint base = remote;
        for (int i = 0; ; i++) {
            int port = (remote.port() + i) % 0xffff + (remote.port() + i) / 0xffff;
            InetEndpoint peer = new InetEndpoint(base.family(), base.words(), port, base.scopeId());
            try {
                SocketCalls.connect(socket, peer);
                return peer;
            } catch (SyscallException e) {
                if (i == PORTS_TO_TRY) {
                    throw e;
                }
                boolean taken = e.errno() == Errno.EADDRNOTAVAIL || e.errno() == Errno.EADDRINUSE;
                base = taken ? base : local;
            }
        }
    }

    /** Resets it, if that was not done yet. */
    static void end(Fd socket, InetSkEntry entry, PeerFin end) {
        TcpRepair.leave(socket, TCP_REPAIR_OFF_NO_WP, entry.getOpts().getReuseaddr());
        if (TcpInfo.read(socket).state() != TCP_CLOSE) {
            end.deliverReset();
            if (TcpInfo.read(socket).state() != TCP_CLOSE) {
                SocketCalls.shutdown(socket, SHUT_RDWR);
            }
        }
        if (!entry.getCrjReset()) {
            SocketCalls.getInt(socket, SOL_SOCKET, SO_ERROR);
        }
    }
}
