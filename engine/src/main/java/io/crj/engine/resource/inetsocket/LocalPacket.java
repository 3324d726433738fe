package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_RAW;
import static io.crj.engine.linux.abi.Socket.SOCK_CLOEXEC;
import static io.crj.engine.linux.abi.Socket.SOCK_RAW;

import io.crj.engine.linux.packet.InternetChecksum;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * A packet for a socket of this host, as if it came from somebody else.
 *
 * @param payload with its transport header
 */
record LocalPacket(InetAddress from, InetAddress to, int protocol, byte[] payload) {

    private static final int HOP_LIMIT = 64;

    /** Sends it over the loopback interface. */
    void deliver() {
        byte[] packet = to instanceof Inet4Address ? ipv4() : ipv6();
        InetEndpoint destination = InetEndpoint.of(to, 0);
        try (Fd raw = SocketCalls.socket(destination.family(), SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW)) {
            SocketCalls.sendTo(raw, packet, destination);
        }
    }

    /** RFC 791; the kernel fills in the identification, the length and the checksum. */
    private byte[] ipv4() {
        return ByteBuffer.allocate(20 + payload.length)
                .put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (20 + payload.length))
                .putInt(0)
                .put((byte) HOP_LIMIT)
                .put((byte) protocol)
                .putShort((short) 0)
                .put(from.getAddress())
                .put(to.getAddress())
                .put(payload)
                .array();
    }

    /** RFC 8200. */
    private byte[] ipv6() {
        return ByteBuffer.allocate(40 + payload.length)
                .putInt(6 << 28)
                .putShort((short) payload.length)
                .put((byte) protocol)
                .put((byte) HOP_LIMIT)
                .put(from.getAddress())
                .put(to.getAddress())
                .put(payload)
                .array();
    }

    /** Puts the checksum of a whole segment, with its pseudo header, into the segment. */
    static void checksum(InetAddress from, InetAddress to, int protocol, ByteBuffer segment, int at) {
        byte[] addresses = ByteBuffer.allocate(2 * from.getAddress().length)
                .put(from.getAddress())
                .put(to.getAddress())
                .array();
        short sum = InternetChecksum.of(addresses, protocol, segment.array());
        // To UDP none is 0; both count for the same number.
        segment.putShort(at, sum == 0 ? -1 : sum);
    }
}
