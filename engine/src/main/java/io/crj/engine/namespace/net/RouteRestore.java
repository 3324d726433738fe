package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Errno.*;
import static io.crj.engine.linux.abi.Netlink.*;
import static io.crj.engine.linux.abi.Rtnetlink.*;
import static io.crj.engine.linux.abi.Socket.AF_INET;
import static io.crj.engine.linux.abi.Socket.AF_INET6;

import io.crj.engine.linux.netlink.NetlinkException;
import io.crj.engine.linux.netlink.NetlinkMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes routes and the next hops that they name. */
final class RouteRestore {

    private static final int RTM_PROTOCOL_AT = 5;

    /** {@code nh_scope} and {@code nh_flags} of {@code struct nhmsg}, which the kernel tells but does not take. */
    private static final int NH_SCOPE_AT = 1;

    private static final int NH_FLAGS_AT = 4;

    /** What the kernel tells of the object that a route names, and does not take beside the name. */
    private static final Set<Integer> SAID_BY_NEXT_HOP =
            Set.of(RTA_OIF, RTA_GATEWAY, RTA_MULTIPATH, RTA_VIA, RTA_ENCAP_TYPE, RTA_ENCAP);

    private static final long CARRIER_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long CARRIER_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Rtnl rtnl;

    RouteRestore(Rtnl rtnl) {
        this.rtnl = rtnl;
    }

    /** In the order of the image: a group names hops with smaller numbers. Their devices must be connected. */
    void nextHops(List<NetlinkMessage> hops) {
        long deadlineNanos = System.nanoTime() + CARRIER_PATIENCE_NANOS;
        for (NetlinkMessage hop : hops) {
            while (!nextHop(hop, deadlineNanos)) {
                LockSupport.parkNanos(CARRIER_POLL_NANOS);
            }
        }
    }

    /** @return false when the device of the hop has just come up, and the kernel has not noticed yet */
    private boolean nextHop(NetlinkMessage hop, long deadlineNanos) {
        byte[] header = hop.header(NHMSG_SIZE);
        header[NH_SCOPE_AT] = 0;
        header[NH_FLAGS_AT] &= RTNH_F_ONLINK;
        try {
            int flags = NLM_F_CREATE | NLM_F_REPLACE;
            rtnl.change(RTM_NEWNEXTHOP, flags, header, hop.attributes(NHMSG_SIZE), "add a next hop");
            return true;
        } catch (NetlinkException e) {
            if (e.errno() == ENETDOWN && System.nanoTime() < deadlineNanos) {
                return false;
            }
            throw e;
        }
    }

    /** All of both families. A route through a gateway needs the route to the gateway: passes are made until all are there. */
    void routes(List<NetlinkMessage> routes) {
        List<NetlinkMessage> left = routes;
        while (!left.isEmpty()) {
            List<NetlinkMessage> later = new ArrayList<>();
            NetlinkException last = null;
            for (NetlinkMessage route : left) {
                try {
                    add(route);
                } catch (NetlinkException e) {
                    last = e;
                    later.add(route);
                }
            }
            if (later.size() == left.size()) {
                throw last;
            }
            left = later;
        }
        removeKernelsBut(routes);
    }

    private void add(NetlinkMessage route) {
        Map<Integer, byte[]> attributes = RouteMessage.attributes(route);
        attributes.remove(RTA_CACHEINFO);
        if (attributes.containsKey(RTA_NH_ID)) {
            attributes.keySet().removeAll(SAID_BY_NEXT_HOP);
        }
        rtnl.changeUnless(
                EEXIST,
                RTM_NEWROUTE,
                NLM_F_CREATE | NLM_F_APPEND,
                RouteMessage.header(route),
                attributes,
                "add route " + Described.route(route));
    }

    /** Addresses brought routes to their networks, which somebody may have removed before the dump. */
    private void removeKernelsBut(List<NetlinkMessage> wanted) {
        Set<String> keys = wanted.stream().map(RouteRestore::key).collect(Collectors.toSet());
        MessageDump dump = new MessageDump(rtnl);
        Stream.concat(dump.routes(AF_INET).stream(), dump.routes(AF_INET6).stream())
                .filter(route -> route.body().get(RTM_PROTOCOL_AT) == RTPROT_KERNEL && !keys.contains(key(route)))
                .forEach(route -> rtnl.changeUnless(
                        ESRCH,
                        RTM_DELROUTE,
                        0,
                        RouteMessage.header(route),
                        RouteMessage.attributes(route),
                        "remove route " + Described.route(route)));
    }

    /** What tells routes apart. */
    private static String key(NetlinkMessage route) {
        Map<Integer, byte[]> attributes = route.attributes(RTMSG_SIZE);
        return Described.route(route) + " of " + route.body().get(0) + " by " + Rtnl.int32(attributes.get(RTA_OIF))
                + " " + Rtnl.int32(attributes.get(RTA_PRIORITY));
    }
}
