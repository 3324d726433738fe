package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.IfLink.*;
import static io.crj.engine.linux.abi.Rtnetlink.*;

import io.crj.engine.linux.netlink.NetlinkMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A network device as the kernel describes it; rtnetlink(7), RTM_NEWLINK.
 *
 * @param attributes IFLA_…, by number
 */
record Link(NetlinkMessage message, Map<Integer, byte[]> attributes) {

    private static final int TYPE_AT = 2;
    private static final int INDEX_AT = 4;
    private static final int FLAGS_AT = 8;

    static Link of(NetlinkMessage message) {
        message.header(IFINFOMSG_SIZE);
        return new Link(message, message.attributes(IFINFOMSG_SIZE));
    }

    /** All of the calling thread's network namespace. */
    static List<Link> list() {
        try (Rtnl rtnl = new Rtnl()) {
            return list(rtnl);
        }
    }

    static List<Link> list(Rtnl rtnl) {
        byte[] header = new byte[IFINFOMSG_SIZE];
        return rtnl.dump(RTM_GETLINK, header, "list network devices").stream()
                .map(Link::of)
                .toList();
    }

    int index() {
        return message.body().getInt(INDEX_AT);
    }

    /** ARPHRD_… of linux/if_arp.h. */
    int hardwareType() {
        return Short.toUnsignedInt(message.body().getShort(TYPE_AT));
    }

    /** IFF_… of netdevice(7). */
    int flags() {
        return message.body().getInt(FLAGS_AT);
    }

    boolean isUp() {
        return (flags() & IFF_UP) != 0;
    }

    boolean isLoopback() {
        return hardwareType() == ARPHRD_LOOPBACK;
    }

    String name() {
        return text(attributes.get(IFLA_IFNAME));
    }

    /** What {@code ip link add type} calls it; empty for hardware and the loopback device. */
    String kind() {
        return text(info().get(IFLA_INFO_KIND));
    }

    /** The attributes of its kind. */
    Map<Integer, byte[]> kindData() {
        return NetlinkMessage.nested(info().getOrDefault(IFLA_INFO_DATA, new byte[0]));
    }

    /** The attributes it has as part of its master. */
    Map<Integer, byte[]> portData() {
        return NetlinkMessage.nested(info().getOrDefault(IFLA_INFO_SLAVE_DATA, new byte[0]));
    }

    private Map<Integer, byte[]> info() {
        return NetlinkMessage.nested(attributes.getOrDefault(IFLA_LINKINFO, new byte[0]));
    }

    int mtu() {
        return number(IFLA_MTU);
    }

    /** The interface number of the bridge it is part of; 0 for none. */
    int master() {
        return number(IFLA_MASTER);
    }

    /** The interface number of the other end, wherever that is; its own when there is none. */
    int linkedIndex() {
        return attributes.containsKey(IFLA_LINK) ? number(IFLA_LINK) : index();
    }

    /** Whether the other end is in another network namespace. */
    boolean isLinkedElsewhere() {
        return attributes.containsKey(IFLA_LINK_NETNSID);
    }

    /** Of an attribute that is a number. */
    int number(int attribute) {
        return Rtnl.int32(attributes.get(attribute));
    }

    private static String text(byte[] value) {
        return value == null ? "" : new String(value, 0, Math.max(0, value.length - 1), StandardCharsets.UTF_8);
    }
}
