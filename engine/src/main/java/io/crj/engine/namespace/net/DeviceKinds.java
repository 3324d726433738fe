package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.IfLink.*;

import io.crj.engine.linux.netlink.NetlinkMessage;
import java.util.Set;

/** Which devices can be carried, and why others cannot. */
final class DeviceKinds {

    static final String VETH = "veth";
    static final String BRIDGE = "bridge";
    static final String DUMMY = "dummy";
    static final String MACVLAN = "macvlan";
    static final String TUN = "tun";

    /** For people. */
    static final String ALL = "lo, veth, bridge, dummy, macvlan, tun and tap";

    /** The kernel makes these by itself in each namespace as soon as their module is there. */
    private static final Set<String> FALLBACKS =
            Set.of("tunl0", "sit0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "ip6tnl0", "ip6gre0");

    private DeviceKinds() {}

    /** Whether it is there without anybody's doing, and unused. */
    static boolean isFallback(Link link) {
        return FALLBACKS.contains(link.name()) && !link.isUp();
    }

    /** Why the device cannot be carried and what helps; empty when it can. */
    static String obstacle(Link link) {
        if (hasProgram(link)) {
            return "has an XDP program, which is not carried: detach it first (ip link set dev " + link.name()
                    + " xdp off)";
        }
        return switch (link.kind()) {
            case VETH, DUMMY, TUN -> "";
            case MACVLAN ->
                Rtnl.int32(link.kindData().get(IFLA_MACVLAN_MODE)) == MACVLAN_MODE_SOURCE
                        ? "is a macvlan of mode source, which is not carried: change that first (ip link set dev "
                                + link.name() + " type macvlan mode bridge)"
                        : "";
            case BRIDGE ->
                filtersVlans(link)
                        ? "is a bridge that filters VLANs, which is not carried: turn that off first (ip link set dev "
                                + link.name() + " type bridge vlan_filtering 0)"
                        : "";
            case "" ->
                link.isLoopback()
                        ? ""
                        : "is hardware of this host, which cannot move: give it back to the host first (ip link set dev "
                                + link.name() + " netns 1) and connect the tree by a veth device";
            default ->
                "is of type " + link.kind()
                        + ", which is not carried; only " + ALL + " devices are: remove it first"
                        + " (ip link delete dev " + link.name() + ")";
        };
    }

    private static boolean filtersVlans(Link link) {
        byte[] value = link.kindData().get(IFLA_BR_VLAN_FILTERING);
        return value != null && value.length > 0 && value[0] != 0;
    }

    private static boolean hasProgram(Link link) {
        byte[] state = NetlinkMessage.nested(link.attributes().getOrDefault(IFLA_XDP, new byte[0]))
                .getOrDefault(IFLA_XDP_ATTACHED, new byte[1]);
        return state.length > 0 && state[0] != 0;
    }
}
