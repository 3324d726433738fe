package io.crj.engine.netaddr;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/** Ethernet frames of gratuitous ARP; RFC 826, RFC 5227. Some hosts heed only requests, some only replies. */
final class ArpFrame {

    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
    private static final byte[] NOBODY = new byte[6];

    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int HARDWARE_ETHERNET = 1;
    private static final int REQUEST = 1;
    private static final int REPLY = 2;
    private static final int FRAME_BYTES = 42;

    private ArpFrame() {}

    static byte[] request(Inet4Address address, byte[] hardware) {
        return frame(REQUEST, address, hardware, NOBODY);
    }

    static byte[] reply(Inet4Address address, byte[] hardware) {
        return frame(REPLY, address, hardware, hardware);
    }

    private static byte[] frame(int operation, Inet4Address address, byte[] hardware, byte[] target) {
        return ByteBuffer.allocate(FRAME_BYTES)
                .put(EVERYBODY)
                .put(hardware)
                .putShort((short) ETHERTYPE_ARP)
                .putShort((short) HARDWARE_ETHERNET)
                .putShort((short) ETHERTYPE_IPV4)
                .put((byte) hardware.length)
                .put((byte) address.getAddress().length)
                .putShort((short) operation)
                .put(hardware)
                .put(address.getAddress())
                .put(target)
                .put(address.getAddress())
                .array();
    }
}
