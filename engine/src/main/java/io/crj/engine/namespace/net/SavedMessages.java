package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Rtnetlink.*;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.linux.netlink.NetlinkMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Files as {@code ip … save} writes and {@code ip … restore} reads them: a magic of ip(8), then netlink messages.
 *
 * @param magic 0 for none
 */
record SavedMessages(int magic, int type, int headerBytes) {

    static final SavedMessages ADDRESSES = new SavedMessages(0x47361222, RTM_NEWADDR, IFADDRMSG_SIZE);
    static final SavedMessages ROUTES = new SavedMessages(0x45311224, RTM_NEWROUTE, RTMSG_SIZE);
    static final SavedMessages RULES = new SavedMessages(0x71706986, RTM_NEWRULE, FIB_RULE_HDR_SIZE);
    static final SavedMessages MORE_RULES = new SavedMessages(0, RTM_NEWRULE, FIB_RULE_HDR_SIZE);
    static final SavedMessages NEIGHBOURS = new SavedMessages(0, RTM_NEWNEIGH, NDMSG_SIZE);
    static final SavedMessages NEXTHOPS = new SavedMessages(0, RTM_NEWNEXTHOP, NHMSG_SIZE);

    byte[] write(List<NetlinkMessage> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (magic != 0) {
            out.writeBytes(Rtnl.int32(magic));
        }
        messages.forEach(message -> out.writeBytes(message.toBytes()));
        return out.toByteArray();
    }

    /**
     * @param name of the file, for errors
     * @throws ImageFormatException when it is anything else than {@link #write} makes
     */
    List<NetlinkMessage> read(String name, byte[] content) {
        int start = magic == 0 ? 0 : Integer.BYTES;
        if (content.length < start
                || start > 0
                        && ByteBuffer.wrap(content)
                                        .order(ByteOrder.nativeOrder())
                                        .getInt()
                                != magic) {
            throw new ImageFormatException(name, "is not what ip(8) saves");
        }
        List<NetlinkMessage> messages = NetlinkMessage.parse(Arrays.copyOfRange(content, start, content.length));
        for (NetlinkMessage message : messages) {
            if (message.type() != type || message.body().limit() < headerBytes) {
                throw new ImageFormatException(
                        name, "holds a netlink message of type " + message.type() + " instead of " + type);
            }
        }
        return messages;
    }
}
