package io.crj.engine.cli.rpc;

import io.crj.engine.cli.rpc.proto.Answer;
import io.crj.engine.cli.rpc.proto.Options;
import io.crj.engine.cli.rpc.proto.Request;
import io.crj.engine.linux.abi.Socket;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that embeds CRIU, or what takes its place. */
public final class RpcClient implements AutoCloseable {

    private static final int LONGEST_BYTES = 1 << 16;

    private final Fd socket;

    /** Actions it was told of. */
    public final List<String> actions = new ArrayList<>();

    /** Takes ownership of {@code socket}. */
    public RpcClient(Fd socket) {
        this.socket = socket;
    }

    /** Connects to a service. */
    public static RpcClient connect(Path address) {
        Fd socket = UnixCalls.socket(Socket.SOCK_SEQPACKET);
        UnixCalls.connect(socket, UnixName.of(address.toString().getBytes(StandardCharsets.UTF_8)));
        return new RpcClient(socket);
    }

    /** Asks, and says yes to every notification on the way. */
    public Answer ask(int type, Options options) throws IOException {
        return ask(Request.newBuilder().setType(type).setOptions(options).build());
    }

    /** Asks, and says yes to every notification on the way. */
    public Answer ask(Request request) throws IOException {
        send(request.toByteArray());
        Answer answer = receive();
        while (answer.getType() == RequestType.NOTIFY.number()) {
            actions.add(answer.getNotification().getAction());
            send(Request.newBuilder()
                    .setType(RequestType.NOTIFY.number())
                    .setNotifySuccess(true)
                    .build()
                    .toByteArray());
            answer = receive();
        }
        return answer;
    }

    public void send(byte[] bytes) {
        SocketCalls.send(socket, bytes, 0);
    }

    public Answer receive() throws IOException {
        return Answer.parseFrom(SocketCalls.receive(socket, LONGEST_BYTES, 0));
    }

    @Override
    public void close() {
        socket.close();
    }
}
