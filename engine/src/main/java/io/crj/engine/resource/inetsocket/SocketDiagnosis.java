package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.InetDiag.*;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_BINDTOIFINDEX;
import static io.crj.engine.linux.abi.Socket.SO_COOKIE;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Netlink;
import io.crj.engine.linux.abi.UnixDiag;
import io.crj.engine.linux.netlink.NetlinkException;
import io.crj.engine.linux.netlink.NetlinkMessage;
import io.crj.engine.linux.netlink.NetlinkSocket;
import io.crj.engine.linux.netlink.NetlinkWriter;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.SharedState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What only the kernel's diagnosis shows of sockets in the calling thread's network namespace; sock_diag(7). */
final class SocketDiagnosis implements AutoCloseable {

    private final NetlinkSocket kernel = NetlinkSocket.open(Netlink.NETLINK_SOCK_DIAG);
    private final Map<SocketType, Map<Long, Integer>> shutdowns = new HashMap<>();

    /**
     * @param receiveQueueBytes received and not read; a FIN counts as one
     * @param md5Keys as in linux/tcp.h, one behind the other
     */
    record Row(int receiveQueueBytes, byte[] md5Keys) {}

    private record Key(String namespace) {}

    static SocketDiagnosis of(SharedState state) {
        return state.shared(new Key(ProcFile.link("/proc/thread-self/ns/net")), SocketDiagnosis::new);
    }

    /** One TCP socket that listens or has a connection; empty for others. */
    Optional<Row> find(Fd socket, SocketType type) {
        ByteBuffer request = request(type);
        InetEndpoint local = SocketCalls.localEndpoint(socket);
        InetEndpoint remote = SocketCalls.calledEndpoint(socket, type.family());
        request.order(ByteOrder.BIG_ENDIAN)
                .putShort(REQUEST_SOURCE_PORT, (short) local.port())
                .putShort(REQUEST_DESTINATION_PORT, (short) remote.port());
        request.order(ByteOrder.nativeOrder());
        for (int i = 0; i < local.words().size(); i++) {
            request.putInt(REQUEST_SOURCE + i * Integer.BYTES, local.words().get(i));
            request.putInt(
                    REQUEST_DESTINATION + i * Integer.BYTES, remote.words().get(i));
        }
        request.putInt(REQUEST_INTERFACE, SocketCalls.getInt(socket, SOL_SOCKET, SO_BINDTOIFINDEX));
        request.position(REQUEST_COOKIE);
        request.put(SocketCalls.getBytes(socket, SOL_SOCKET, SO_COOKIE, Long.BYTES))
                .rewind();
        return ask(request, Netlink.NLM_F_REQUEST).stream().findFirst().map(SocketDiagnosis::row);
    }

    private static Row row(NetlinkMessage message) {
        return new Row(
                message.body().getInt(MESSAGE_RECEIVE_QUEUE),
                message.attributes(MESSAGE_SIZE).getOrDefault(DIAG_MD5SIG, new byte[0]));
    }

    /** Which directions of a UDP socket are shut down: 1 for receiving, 2 for sending; empty if the kernel does not list it. */
    OptionalInt shutdown(Fd socket, SocketType type, long inode) {
        Integer how = shutdowns.computeIfAbsent(type, this::shutdowns).get(inode);
        return how == null ? OptionalInt.empty() : OptionalInt.of(how);
    }

    private Map<Long, Integer> shutdowns(SocketType type) {
        Map<Long, Integer> rows = new HashMap<>();
        for (NetlinkMessage message : ask(request(type), Netlink.NLM_F_REQUEST | Netlink.NLM_F_DUMP)) {
            byte[] how = message.attributes(MESSAGE_SIZE).get(DIAG_SHUTDOWN);
            if (how != null) {
                rows.put(Integer.toUnsignedLong(message.body().getInt(MESSAGE_INODE)), (int) how[0]);
            }
        }
        return rows;
    }

    private static ByteBuffer request(SocketType type) {
        return ByteBuffer.allocate(REQUEST_SIZE)
                .order(ByteOrder.nativeOrder())
                .put(0, (byte) type.family())
                .put(REQUEST_PROTOCOL, (byte) (type.isTcp() ? IPPROTO_TCP : type.protocol()))
                .put(REQUEST_SHOW, (byte) (SHOW_INFO | SHOW_SHUTDOWN))
                .putInt(REQUEST_STATES, -1);
    }

    private List<NetlinkMessage> ask(ByteBuffer request, int flags) {
        NetlinkWriter writer = new NetlinkWriter();
        writer.begin(UnixDiag.SOCK_DIAG_BY_FAMILY, flags, request.array()).end();
        try {
            return kernel.request(writer, "list sockets");
        } catch (NetlinkException e) {
            // It is not listed, or the kernel has no such diagnosis.
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ESTALE || e.errno() == Errno.EOPNOTSUPP) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        kernel.close();
    }
}
