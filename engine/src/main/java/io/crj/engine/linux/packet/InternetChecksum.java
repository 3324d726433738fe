package io.crj.engine.linux.packet;

import java.nio.ByteBuffer;

/** The checksum of TCP, UDP and ICMPv6, over a pseudo header and the message; RFC 1071, RFC 8200 section 8.1. */
public final class InternetChecksum {

    private InternetChecksum() {}

    /**
     * Of a message whose checksum field is zero.
     *
     * @param addresses source and destination, one behind the other
     */
    public static short of(byte[] addresses, int protocol, byte[] message) {
        // A last byte on its own counts as if a zero followed.
        int evenLength = message.length + (message.length & 1);
        ByteBuffer covered = ByteBuffer.allocate(addresses.length + 2 * Integer.BYTES + evenLength)
                .put(addresses)
                .putInt(message.length)
                .putInt(protocol)
                .put(message)
                .rewind();
        long sum = 0;
        while (covered.hasRemaining()) {
            sum += Short.toUnsignedInt(covered.getShort());
        }
        sum = (sum >>> 16) + (sum & 0xffff);
        return (short) ~(sum + (sum >>> 16));
    }
}
