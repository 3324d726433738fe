package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_RAW;
import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.linux.packet.InternetChecksum;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import java.net.Inet4Address;
import java.nio.ByteBuffer;

/**
 * The last segment of a peer that has closed its direction, sent once more, by us, to a local socket: repair mode cannot
 * put a FIN into a queue.
 *
 * @param peer who sends it
 * @param local who receives it
 * @param sequence of the FIN
 * @param acknowledged what the peer is known to have
 * @param window of the peer, scaled
 */
record PeerFin(InetEndpoint peer, InetEndpoint local, int sequence, int acknowledged, int window) {

    private static final int TCP_HEADER_BYTES = 20;
    private static final int CHECKSUM_AT = 16;
    private static final int FLAGS_FIN_ACK = 0x11;
    private static final int HOP_LIMIT = 64;

    /** Over the loopback interface; the receiver acknowledges it to the real peer, which takes no notice. */
    void deliver() {
        boolean v4 = local.address() instanceof Inet4Address;
        byte[] packet = v4 ? ipv4Packet() : ipv6Packet();
        InetEndpoint destination = InetEndpoint.of(local.address(), 0);
        try (Fd raw = SocketCalls.socket(destination.family(), SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW)) {
            SocketCalls.sendTo(raw, packet, destination);
        }
    }

    /** RFC 791; the kernel fills in the identification, the length and the checksum. */
    private byte[] ipv4Packet() {
        return ByteBuffer.allocate(20 + TCP_HEADER_BYTES)
                .put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (20 + TCP_HEADER_BYTES))
                .putInt(0)
                .put((byte) HOP_LIMIT)
                .put((byte) IPPROTO_TCP)
                .putShort((short) 0)
                .put(peer.address().getAddress())
                .put(local.address().getAddress())
                .put(segment())
                .array();
    }

    /** RFC 8200. */
    private byte[] ipv6Packet() {
        return ByteBuffer.allocate(40 + TCP_HEADER_BYTES)
                .putInt(6 << 28)
                .putShort((short) TCP_HEADER_BYTES)
                .put((byte) IPPROTO_TCP)
                .put((byte) HOP_LIMIT)
                .put(peer.address().getAddress())
                .put(local.address().getAddress())
                .put(segment())
                .array();
    }

    /** RFC 9293 section 3.1. */
    private byte[] segment() {
        ByteBuffer segment = ByteBuffer.allocate(TCP_HEADER_BYTES)
                .putShort((short) peer.port())
                .putShort((short) local.port())
                .putInt(sequence)
                .putInt(acknowledged)
                .put((byte) (TCP_HEADER_BYTES / Integer.BYTES << 4))
                .put((byte) FLAGS_FIN_ACK)
                .putShort((short) Math.min(window, 0xffff));
        byte[] addresses = ByteBuffer.allocate(2 * peer.address().getAddress().length)
                .put(peer.address().getAddress())
                .put(local.address().getAddress())
                .array();
        segment.putShort(CHECKSUM_AT, InternetChecksum.of(addresses, IPPROTO_TCP, segment.array()));
        return segment.array();
    }
}
