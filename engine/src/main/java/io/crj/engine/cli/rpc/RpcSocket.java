package io.crj.engine.cli.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.crj.engine.cli.rpc.proto.Answer;
import io.crj.engine.cli.rpc.proto.Request;
import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Socket;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** A connection with a program that asks: a message to a datagram; unix(7). */
public final class RpcSocket implements AutoCloseable {

    private static final int LONGEST_REQUEST_BYTES = 1 << 20;
    private static final int UCRED_BYTES = 3 * Integer.BYTES;

    private final Fd socket;

    /** Takes ownership of {@code socket}. */
    public RpcSocket(Fd socket) {
        this.socket = socket;
    }

    /** Who asks: whoever connected, or made the pair. */
    record Peer(int pid, int uid) {}

    Peer peer() {
        ByteBuffer credentials = ByteBuffer.wrap(
                        SocketCalls.getBytes(socket, Socket.SOL_SOCKET, Socket.SO_PEERCRED, UCRED_BYTES))
                .order(ByteOrder.nativeOrder());
        return new Peer(credentials.getInt(0), credentials.getInt(Integer.BYTES));
    }

    /**
     * Waits for the next request.
     *
     * @return empty when no more will come
     * @throws EngineException when it is no request
     */
    Optional<Request> receive() {
        byte[] bytes = SocketCalls.receive(socket, LONGEST_REQUEST_BYTES, 0);
        if (bytes.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Request.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new EngineException("what came is no request as CRIU's clients make them: " + e.getMessage(), e);
        }
    }

    void send(Answer answer) {
        SocketCalls.send(socket, answer.toByteArray(), 0);
    }

    @Override
    public void close() {
        socket.close();
    }
}
