package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Netlink.NETLINK_SOCK_DIAG;
import static io.crj.engine.linux.abi.Netlink.NLM_F_DUMP;
import static io.crj.engine.linux.abi.Netlink.NLM_F_REQUEST;
import static io.crj.engine.linux.abi.Socket.AF_UNIX;
import static io.crj.engine.linux.abi.UnixDiag.*;

import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.netlink.NetlinkMessage;
import io.crj.engine.linux.netlink.NetlinkSocket;
import io.crj.engine.linux.netlink.NetlinkWriter;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import io.crj.engine.resource.SharedState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All unix sockets of a network namespace, as they were at one moment. */
final class SocketTable {

    private static final byte[] NOTHING = {};

    private final Map<Long, SocketRow> byInode = new LinkedHashMap<>();

    private SocketTable() {}

    private record Key(String namespace) {}

    /** Those of the namespace that the calling thread has gone to, else of that of {@code pid}; listed once in an operation. */
    static SocketTable of(int pid, SharedState state) {
        String here = ProcFile.link("/proc/thread-self/ns/net");
        String namespace =
                here.equals(ProcFile.link("/proc/self/ns/net")) ? ProcFile.link("/proc/" + pid + "/ns/net") : here;
        return state.shared(new Key(namespace), () -> read(pid, namespace));
    }

    private static SocketTable read(int pid, String namespace) {
        return namespace.equals(ProcFile.link("/proc/thread-self/ns/net"))
                ? read()
                : NamespaceThread.call(pid, NamespaceKind.NET, SocketTable::read);
    }

    /** Those of the calling thread's namespace. */
    static SocketTable read() {
        ByteBuffer request = ByteBuffer.allocate(REQUEST_SIZE).order(ByteOrder.nativeOrder());
        request.put(0, (byte) AF_UNIX);
        request.putInt(REQUEST_STATES, -1);
        request.putInt(
                REQUEST_SHOW, UDIAG_SHOW_NAME | UDIAG_SHOW_VFS | UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS | UDIAG_SHOW_RQLEN);
        NetlinkWriter writer = new NetlinkWriter();
        writer.begin(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, request.array())
                .end();
        SocketTable table = new SocketTable();
        try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_SOCK_DIAG)) {
            for (NetlinkMessage message : socket.request(writer, "list unix sockets")) {
                SocketRow row = row(message);
                table.byInode.put(row.inode(), row);
            }
        }
        return table;
    }

    private static SocketRow row(NetlinkMessage message) {
        ByteBuffer body = message.body();
        Map<Integer, byte[]> attributes = message.attributes(MESSAGE_SIZE);
        List<Long> waiting = new ArrayList<>();
        ByteBuffer file = buffer(attributes, UNIX_DIAG_VFS, 2 * Integer.BYTES);
        ByteBuffer icons = buffer(attributes, UNIX_DIAG_ICONS, 0);
        while (icons.remaining() >= Integer.BYTES) {
            waiting.add(Integer.toUnsignedLong(icons.getInt()));
        }
        return new SocketRow(
                Integer.toUnsignedLong(body.getInt(MESSAGE_INODE)),
                body.get(MESSAGE_TYPE),
                body.get(MESSAGE_STATE),
                UnixName.of(attributes.getOrDefault(UNIX_DIAG_NAME, NOTHING)),
                Integer.toUnsignedLong(file.getInt(0)),
                Integer.toUnsignedLong(file.getInt(Integer.BYTES)),
                Integer.toUnsignedLong(
                        buffer(attributes, UNIX_DIAG_PEER, Integer.BYTES).getInt(0)),
                List.copyOf(waiting),
                buffer(attributes, UNIX_DIAG_RQLEN, 2 * Integer.BYTES).getInt(Integer.BYTES),
                buffer(attributes, UNIX_DIAG_SHUTDOWN, 1).get(0));
    }

    /** The attribute, or so many zeros. */
    private static ByteBuffer buffer(Map<Integer, byte[]> attributes, int attribute, int sizeBytes) {
        byte[] value = attributes.getOrDefault(attribute, new byte[sizeBytes]);
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    }

    Optional<SocketRow> find(long inode) {
        return Optional.ofNullable(byInode.get(inode));
    }

    /** The listening socket in whose queue the socket waits to be accepted. */
    Optional<SocketRow> acceptorOf(long inode) {
        return byInode.values().stream()
                .filter(row -> row.isListening() && row.waiting().contains(inode))
                .findFirst();
    }

    /** A socket that is bound to the file. */
    Optional<SocketRow> boundTo(FileStat file) {
        long inode = file.inode() & 0xffff_ffffL;
        long device = Stat.kernelDevice(file.device());
        return byInode.values().stream()
                .filter(row -> row.file() == inode && row.device() == device)
                .findFirst();
    }
}
