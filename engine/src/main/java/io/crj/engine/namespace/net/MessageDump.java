package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.IfLink.*;
import static io.crj.engine.linux.abi.Rtnetlink.*;
import static io.crj.engine.linux.abi.Socket.AF_BRIDGE;
import static io.crj.engine.linux.abi.Socket.AF_INET;
import static io.crj.engine.linux.abi.Socket.AF_INET6;

import io.crj.engine.linux.netlink.NetlinkMessage;
import java.util.ArrayList;
import java.util.List;

/** Reads addresses, routes, rules, next hops and neighbours of the calling thread's network namespace. */
final class MessageDump {

    private static final int NDM_FLAGS_AT = 10;
    private static final int NDM_STATE_AT = 8;
    private static final int RTM_TABLE_AT = 4;
    private static final int RTM_PROTOCOL_AT = 5;
    private static final int RTM_FLAGS_AT = 8;

    /** States of which something is known that is worth keeping. */
    private static final int KNOWN = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT;

    private final Rtnl rtnl;

    MessageDump(Rtnl rtnl) {
        this.rtnl = rtnl;
    }

    /** Of IPv4 and IPv6. */
    List<NetlinkMessage> addresses() {
        return rtnl.dump(RTM_GETADDR, new byte[IFADDRMSG_SIZE], "list addresses").stream()
                .filter(message -> isInternet(message.body().get(0)))
                .toList();
    }

    private static boolean isInternet(int family) {
        return family == AF_INET || family == AF_INET6;
    }

    /** All tables; without what the kernel itself puts into the table of local addresses, and its cache. */
    List<NetlinkMessage> routes(int family) {
        return rtnl.dump(RTM_GETROUTE, header(RTMSG_SIZE, family), "list routes").stream()
                .filter(MessageDump::isRoute)
                .map(RouteMessage::withoutState)
                .toList();
    }

    private static boolean isRoute(NetlinkMessage message) {
        boolean kernels = message.body().get(RTM_PROTOCOL_AT) == RTPROT_KERNEL
                && Byte.toUnsignedInt(message.body().get(RTM_TABLE_AT)) == RT_TABLE_LOCAL;
        return !kernels && (message.body().getInt(RTM_FLAGS_AT) & RTM_F_CLONED) == 0;
    }

    List<NetlinkMessage> rules(int family) {
        return rtnl.dump(RTM_GETRULE, header(FIB_RULE_HDR_SIZE, family), "list routing rules");
    }

    List<NetlinkMessage> nexthops() {
        return rtnl.dump(RTM_GETNEXTHOP, new byte[NHMSG_SIZE], "list next hops");
    }

    /** Those with a hardware address, those that are answered for, and what bridges were told about their ports. */
    List<NetlinkMessage> neighbours() {
        byte[] proxies = new byte[NDMSG_SIZE];
        proxies[NDM_FLAGS_AT] = (byte) NTF_PROXY;
        List<NetlinkMessage> all = new ArrayList<>(rtnl.dump(RTM_GETNEIGH, new byte[NDMSG_SIZE], "list neighbours"));
        all.addAll(rtnl.dump(RTM_GETNEIGH, proxies, "list proxy neighbours"));
        all.removeIf(message -> !isInternet(message.body().get(0)) || !isKnown(message));
        rtnl.dump(RTM_GETNEIGH, header(NDMSG_SIZE, AF_BRIDGE), "list what bridges know").stream()
                .filter(MessageDump::isFixed)
                .forEach(all::add);
        return all;
    }

    /** Whether a user has told a bridge behind which port an address is; what it learned it learns again. */
    private static boolean isFixed(NetlinkMessage message) {
        return message.body().get(0) == AF_BRIDGE
                && (message.body().getShort(NDM_STATE_AT) & NUD_NOARP) != 0
                && message.attributes(NDMSG_SIZE).containsKey(NDA_MASTER);
    }

    private static boolean isKnown(NetlinkMessage message) {
        return (message.body().getShort(NDM_STATE_AT) & KNOWN) != 0
                || (message.body().get(NDM_FLAGS_AT) & NTF_PROXY) != 0;
    }

    /** Queueing disciplines. */
    List<NetlinkMessage> queueingDisciplines() {
        return rtnl.dump(RTM_GETQDISC, new byte[TCMSG_SIZE], "list queueing disciplines");
    }

    private static byte[] header(int size, int family) {
        byte[] header = new byte[size];
        header[0] = (byte) family;
        return header;
    }
}
