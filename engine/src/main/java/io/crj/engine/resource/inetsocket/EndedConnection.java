package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.MSG_DONTWAIT;
import static io.crj.engine.linux.abi.Socket.MSG_PEEK;
import static io.crj.engine.linux.abi.Socket.POLLERR;
import static io.crj.engine.linux.abi.Socket.POLLRDHUP;

import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.TcpStreamEntry;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.DumpContext;
import java.util.Optional;

/**
 * A TCP socket whose connection was reset, was closed by both, or was dropped by {@code --tcp-close}: what it has received
 * can still be read, and whom it was connected to be asked for.
 */
final class EndedConnection {

    private static final int SEGMENT_BYTES = 1460;

    private EndedConnection() {}

    /** Whether a closed socket had a connection: one that never had is not shut down. */
    static boolean is(Fd socket) {
        return (SocketCalls.poll(socket, POLLRDHUP) & POLLRDHUP) != 0;
    }

    /** An error that the process has not heard of; asking which one it is would be to take it. */
    private static boolean hasError(Fd socket) {
        return (SocketCalls.poll(socket, POLLERR) & POLLERR) != 0;
    }

    private static int unreadBytes(Fd socket) {
        return is(socket) ? SocketCalls.ioctlInt(socket, Sockios.SIOCINQ) : 0;
    }

    /** Why a closed socket cannot be carried; empty when it can. */
    static Optional<String> refusal(Fd socket) {
        if (!hasError(socket)) {
            return Optional.empty();
        }
        TcpInfo info = TcpInfo.read(socket);
        boolean reset = info.answered() && !info.unanswered() && called(socket).port() != 0;
        return reset
                ? Optional.empty()
                : Optional.of(
                        "a TCP connection that was refused, or whose peer has not answered, of which the process has"
                                + " not heard, cannot be carried, for the kernel tells the error only once; wait until the process"
                                + " has asked for it");
    }

    private static InetEndpoint called(Fd socket) {
        return SocketCalls.calledEndpoint(socket, SocketType.of(socket).family());
    }

    /** Adds what can still be learnt from the socket, in the shape of a connection; its sequence numbers do not matter. */
    static void dump(Fd socket, InetSkEntry.Builder entry, DumpContext context) {
        int length = unreadBytes(socket);
        InetEndpoint called = called(socket);
        if (called.port() == 0 || !TcpInfo.read(socket).answered() && length == 0) {
            // It never was one, and can call again.
            return;
        }
        byte[] bytes = length == 0 ? new byte[0] : SocketCalls.receive(socket, length, MSG_PEEK | MSG_DONTWAIT);
        TcpStreamEntry stream = TcpStreamEntry.newBuilder()
                .setInqLen(bytes.length)
                .setInqSeq(bytes.length + 1)
                .setOutqLen(0)
                .setOutqSeq(1)
                .setUnsqLen(0)
                .setOptMask(0)
                .setSndWscale(0)
                .setMssClamp(SEGMENT_BYTES)
                .build();
        ImageEndpoints.put(entry.clearSrcAddr().clearDstAddr(), SocketCalls.localEndpoint(socket), called);
        entry.setCrjReset(hasError(socket));
        context.image().add(ImageKind.TCP_STREAM, entry.getIno() & 0xffffffffL, stream, bytes);
    }
}
