package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.linux.sys.InetEndpoint;
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
    private static final int FLAGS_RST_ACK = 0x14;

    /** Over the loopback interface; the receiver acknowledges it to the real peer, which takes no notice. */
    void deliver() {
        deliver(FLAGS_FIN_ACK);
    }

    /** The end of the connection in its place, which nobody answers. */
    void deliverReset() {
        deliver(FLAGS_RST_ACK);
    }

    private void deliver(int flags) {
        new LocalPacket(peer.address(), local.address(), IPPROTO_TCP, segment(flags)).deliver();
    }

    /** RFC 9293 section 3.1. */
    private byte[] segment(int flags) {
        ByteBuffer segment = ByteBuffer.allocate(TCP_HEADER_BYTES)
                .putShort((short) peer.port())
                .putShort((short) local.port())
                .putInt(sequence)
                .putInt(acknowledged)
                .put((byte) (TCP_HEADER_BYTES / Integer.BYTES << 4))
                .put((byte) flags)
                .putShort((short) Math.min(window, 0xffff));
        LocalPacket.checksum(peer.address(), local.address(), IPPROTO_TCP, segment, CHECKSUM_AT);
        return segment.array();
    }
}
