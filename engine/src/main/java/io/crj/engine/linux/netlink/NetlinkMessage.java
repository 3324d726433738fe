package io.crj.engine.linux.netlink;

import static io.crj.engine.linux.abi.Netlink.*;

import io.crj.engine.error.EngineException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A received netlink message.
 *
 * @param body all behind the common header, in host byte order
 */
public record NetlinkMessage(int type, int flags, int sequence, ByteBuffer body) {

    /** The messages of one datagram, or of several, one behind the other. */
    public static List<NetlinkMessage> parse(byte[] datagram) {
        ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        List<NetlinkMessage> messages = new ArrayList<>();
        while (in.remaining() >= NLMSG_HEADER_SIZE) {
            int start = in.position();
            int length = in.getInt();
            if (length < NLMSG_HEADER_SIZE || length > datagram.length - start) {
                throw new EngineException(
                        "netlink message of " + length + " bytes in a datagram of " + datagram.length);
            }
            int type = Short.toUnsignedInt(in.getShort());
            int flags = Short.toUnsignedInt(in.getShort());
            int sequence = in.getInt();
            ByteBuffer body = in.slice(start + NLMSG_HEADER_SIZE, length - NLMSG_HEADER_SIZE)
                    .order(ByteOrder.nativeOrder());
            messages.add(new NetlinkMessage(type, flags, sequence, body));
            in.position(Math.min(datagram.length, start + align(length)));
        }
        return messages;
    }

    /** The message with its header, padded so that another may follow; the port is 0. */
    public byte[] toBytes() {
        int length = NLMSG_HEADER_SIZE + body.limit();
        ByteBuffer out = ByteBuffer.allocate(align(length)).order(ByteOrder.nativeOrder());
        out.putInt(length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0);
        return out.put(body.duplicate().rewind()).array();
    }

    /** The first bytes of the body: the family's own header. */
    public byte[] header(int sizeBytes) {
        if (sizeBytes > body.limit()) {
            throw new EngineException("netlink message " + type + " of " + body.limit() + " bytes is cut short");
        }
        byte[] header = new byte[sizeBytes];
        body.get(0, header);
        return header;
    }

    /** Of an NLMSG_ERROR: the positive error number; 0 for an acknowledgement. */
    int errno() {
        return -body.getInt(0);
    }

    /** Of an NLMSG_ERROR: the kernel's explanation; empty when it gave none. */
    String explanation() {
        if ((flags & NLM_F_ACK_TLVS) == 0 || (flags & NLM_F_CAPPED) == 0) {
            return "";
        }
        byte[] text = attributes(Integer.BYTES + NLMSG_HEADER_SIZE).get(NLMSGERR_ATTR_MSG);
        return text == null ? "" : new String(text, 0, Math.max(0, text.length - 1), StandardCharsets.UTF_8);
    }

    /** The attributes from byte {@code offset} of the body, by type; of several of one type the last. */
    public Map<Integer, byte[]> attributes(int offset) {
        return attributes(body, offset);
    }

    /** The attributes that a nested one holds. */
    public static Map<Integer, byte[]> nested(byte[] attribute) {
        return attributes(ByteBuffer.wrap(attribute).order(ByteOrder.nativeOrder()), 0);
    }

    private static Map<Integer, byte[]> attributes(ByteBuffer in, int offset) {
        Map<Integer, byte[]> attributes = new LinkedHashMap<>();
        int at = offset;
        while (at + NLA_HEADER_SIZE <= in.limit()) {
            int length = Short.toUnsignedInt(in.getShort(at));
            int type = Short.toUnsignedInt(in.getShort(at + 2)) & ~NLA_F_NESTED;
            if (length < NLA_HEADER_SIZE || at + length > in.limit()) {
                throw new EngineException("netlink attribute " + type + " of " + length + " bytes does not fit");
            }
            byte[] value = new byte[length - NLA_HEADER_SIZE];
            in.get(at + NLA_HEADER_SIZE, value);
            attributes.put(type, value);
            at += align(length);
        }
        return attributes;
    }

    private static int align(int length) {
        return length + ALIGN - 1 & -ALIGN;
    }
}
