package io.crj.engine.resource.packetsocket;

import static io.crj.engine.linux.abi.PacketSocket.*;
import static io.crj.engine.linux.abi.Socket.AF_PACKET;

import io.crj.engine.linux.abi.Netlink;
import io.crj.engine.linux.abi.UnixDiag;
import io.crj.engine.linux.netlink.NetlinkMessage;
import io.crj.engine.linux.netlink.NetlinkSocket;
import io.crj.engine.linux.netlink.NetlinkWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A packet socket as the kernel lists it; sock_diag(7), linux/packet_diag.h.
 *
 * @param protocol in network byte order, as socket(2) takes it
 * @param attributes by PACKET_DIAG_… number
 */
record PacketRow(int type, int protocol, Map<Integer, byte[]> attributes) {

    /** All packet sockets of the calling thread's network namespace, by inode. */
    static Map<Long, PacketRow> all() {
        ByteBuffer request = ByteBuffer.allocate(REQUEST_SIZE).order(ByteOrder.nativeOrder());
        request.put(0, (byte) AF_PACKET).putInt(REQUEST_SHOW, SHOW_ALL);
        NetlinkWriter writer = new NetlinkWriter();
        writer.begin(UnixDiag.SOCK_DIAG_BY_FAMILY, Netlink.NLM_F_REQUEST | Netlink.NLM_F_DUMP, request.array())
                .end();
        Map<Long, PacketRow> rows = new LinkedHashMap<>();
        try (NetlinkSocket socket = NetlinkSocket.open(Netlink.NETLINK_SOCK_DIAG)) {
            for (NetlinkMessage message : socket.request(writer, "list packet sockets")) {
                ByteBuffer body = message.body();
                int protocol = Short.toUnsignedInt(Short.reverseBytes(body.getShort(MESSAGE_PROTOCOL)));
                rows.put(
                        Integer.toUnsignedLong(body.getInt(MESSAGE_INODE)),
                        new PacketRow(body.get(MESSAGE_TYPE), protocol, message.attributes(MESSAGE_SIZE)));
            }
        }
        return rows;
    }

    /** {@code struct packet_diag_info}. */
    ByteBuffer info() {
        return part(DIAG_INFO).orElseGet(() -> ByteBuffer.allocate(INFO_SIZE));
    }

    /** An attribute in host byte order. */
    Optional<ByteBuffer> part(int attribute) {
        return Optional.ofNullable(attributes.get(attribute))
                .map(bytes -> ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }
}
