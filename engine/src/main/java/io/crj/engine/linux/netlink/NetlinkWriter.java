package io.crj.engine.linux.netlink;

import static io.crj.engine.linux.abi.Netlink.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes netlink messages one after the other; netlink(7).
 *
 * <pre>
 *  +--------+------+-------+-----+------+------------------+-----------------------+
 *  | length | type | flags | seq | port | family's header  | attributes, aligned   |
 *  |  u32   | u16  |  u16  | u32 | u32  |                  | length u16, type u16, |
 *  +--------+------+-------+-----+------+------------------+ value ----------------+
 * </pre>
 */
public final class NetlinkWriter {

    private ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
    private int messageStart;
    private int sequence;

    /**
     * Begins a message; its sequence number counts from 1.
     *
     * @param header the family's own, such as {@code struct ifaddrmsg}
     */
    public NetlinkWriter begin(int type, int flags, byte[] header) {
        room(NLMSG_HEADER_SIZE + header.length + ALIGN);
        messageStart = out.position();
        sequence++;
        out.putInt(0)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0);
        out.put(header);
        pad();
        return this;
    }

    /** Ends the message begun last. */
    public NetlinkWriter end() {
        out.putInt(messageStart, out.position() - messageStart);
        return this;
    }

    /** Sequence number of the message begun last. */
    public int sequence() {
        return sequence;
    }

    public NetlinkWriter bytes(int attribute, byte[] value) {
        room(NLA_HEADER_SIZE + value.length + ALIGN);
        out.putShort((short) (NLA_HEADER_SIZE + value.length)).putShort((short) attribute);
        out.put(value);
        pad();
        return this;
    }

    /** Bytes that are no attribute, such as a header inside of a nested one. */
    public NetlinkWriter raw(byte[] value) {
        room(value.length + ALIGN);
        out.put(value);
        pad();
        return this;
    }

    /** A NUL-terminated string. */
    public NetlinkWriter text(int attribute, String value) {
        return bytes(attribute, (value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** An {@code int} in host byte order, as most families want it. */
    public NetlinkWriter hostInt(int attribute, int value) {
        return bytes(
                attribute,
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    /** An {@code int} in network byte order, as netfilter wants it. */
    public NetlinkWriter networkInt(int attribute, int value) {
        return bytes(attribute, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    /** An attribute that holds the attributes {@code content} writes. */
    public NetlinkWriter nested(int attribute, Runnable content) {
        room(NLA_HEADER_SIZE);
        int start = out.position();
        out.putShort((short) 0).putShort((short) (attribute | NLA_F_NESTED));
        content.run();
        int length = out.position() - start;
        if (length > 0xffff) {
            throw new IllegalStateException("netlink attribute " + attribute + " of " + length + " bytes is too long");
        }
        out.putShort(start, (short) length);
        return this;
    }

    /** All messages. */
    public byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    private void pad() {
        while (out.position() % ALIGN != 0) {
            out.put((byte) 0);
        }
    }

    private void room(int bytes) {
        if (out.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + bytes))
                    .order(ByteOrder.nativeOrder());
            larger.put(out.flip());
            out = larger;
        }
    }
}
