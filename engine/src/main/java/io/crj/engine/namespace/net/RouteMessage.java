package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Netlink.*;
import static io.crj.engine.linux.abi.Rtnetlink.*;

import io.crj.engine.linux.netlink.NetlinkMessage;
import io.crj.engine.linux.netlink.NetlinkWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Routes as the kernel takes them: what it says about the moment, such as that the link is down, it refuses to hear. */
final class RouteMessage {

    private static final int FLAGS_AT = 8;
    private static final int NEXT_HOP_FLAGS_AT = 2;

    /** What the user may say of a next hop; linux/rtnetlink.h. */
    private static final int LASTING_FLAGS = RTNH_F_PERVASIVE | RTNH_F_ONLINK;

    private RouteMessage() {}

    static NetlinkMessage withoutState(NetlinkMessage message) {
        byte[] header = header(message);
        NetlinkWriter out = new NetlinkWriter().begin(message.type(), message.flags(), header);
        attributes(message).forEach(out::bytes);
        return NetlinkMessage.parse(out.end().toBytes()).get(0);
    }

    /** {@code struct rtmsg}. */
    static byte[] header(NetlinkMessage message) {
        byte[] header = message.header(RTMSG_SIZE);
        ByteBuffer in = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder());
        in.putInt(FLAGS_AT, in.getInt(FLAGS_AT) & LASTING_FLAGS);
        return header;
    }

    /** RTA_…, by number. */
    static Map<Integer, byte[]> attributes(NetlinkMessage message) {
        Map<Integer, byte[]> attributes = new LinkedHashMap<>(message.attributes(RTMSG_SIZE));
        attributes.computeIfPresent(RTA_MULTIPATH, (type, value) -> nextHops(value));
        return attributes;
    }

    /** {@code struct rtnexthop} and attributes, several times. */
    private static byte[] nextHops(byte[] value) {
        byte[] result = value.clone();
        ByteBuffer in = ByteBuffer.wrap(result).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + RTNEXTHOP_SIZE <= result.length) {
            int length = Short.toUnsignedInt(in.getShort(at));
            if (length < RTNEXTHOP_SIZE) {
                break;
            }
            in.put(at + NEXT_HOP_FLAGS_AT, (byte) (in.get(at + NEXT_HOP_FLAGS_AT) & LASTING_FLAGS));
            at += length + ALIGN - 1 & -ALIGN;
        }
        return result;
    }
}
