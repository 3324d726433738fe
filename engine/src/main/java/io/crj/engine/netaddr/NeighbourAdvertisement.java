package io.crj.engine.netaddr;

import io.crj.engine.linux.packet.InternetChecksum;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** The Ethernet frame of an unsolicited neighbour advertisement to all nodes; RFC 4861 section 7.2.6. */
final class NeighbourAdvertisement {

    private static final byte[] ALL_NODES_ETHERNET = {0x33, 0x33, 0, 0, 0, 1};
    private static final byte[] ALL_NODES = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int VERSION_6 = 0x60000000;
    private static final int ICMPV6 = 58;
    private static final int HOP_LIMIT = 255;
    private static final int TYPE_ADVERTISEMENT = 136;
    private static final int FLAG_OVERRIDE = 0x20000000;
    private static final int OPTION_TARGET_LINK_LAYER = 2;

    private static final int MESSAGE_BYTES = 32;
    private static final int CHECKSUM_AT = 2;
    private static final int FRAME_BYTES = 14 + 40 + MESSAGE_BYTES;

    private NeighbourAdvertisement() {}

    static byte[] frame(InetAddress address, byte[] hardware) {
        ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES)
                .put((byte) TYPE_ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(FLAG_OVERRIDE)
                .put(address.getAddress())
                .put((byte) OPTION_TARGET_LINK_LAYER)
                .put((byte) 1)
                .put(hardware);
        byte[] addresses = ByteBuffer.allocate(2 * ALL_NODES.length)
                .put(address.getAddress())
                .put(ALL_NODES)
                .array();
        message.putShort(CHECKSUM_AT, InternetChecksum.of(addresses, ICMPV6, message.array()));
        return ByteBuffer.allocate(FRAME_BYTES)
                .put(ALL_NODES_ETHERNET)
                .put(hardware)
                .putShort((short) ETHERTYPE_IPV6)
                .putInt(VERSION_6)
                .putShort((short) MESSAGE_BYTES)
                .put((byte) ICMPV6)
                .put((byte) HOP_LIMIT)
                .put(address.getAddress())
                .put(ALL_NODES)
                .put(message.array())
                .array();
    }
}
