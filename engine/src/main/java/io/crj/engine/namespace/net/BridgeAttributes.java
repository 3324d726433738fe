package io.crj.engine.namespace.net;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Attributes of bridges and their ports that a user sets; linux/if_link.h, IFLA_BR_… and IFLA_BRPORT_…. */
final class BridgeAttributes {

    /** Times, spanning tree, priority, forwarded groups, multicast; neither state nor counters. */
    private static final Set<Integer> BRIDGE =
            Set.of(1, 2, 3, 4, 5, 6, 9, 22, 23, 24, 25, 27, 28, 29, 30, 31, 32, 33, 34, 35, 42, 43, 44);

    /** Priority, cost, hairpin, guard, protection, learning, flooding, proxies, isolation; not the state. */
    private static final Set<Integer> PORT = Set.of(2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 25, 27, 28, 30, 31, 32, 33);

    private BridgeAttributes() {}

    static Map<Integer, byte[]> ofBridge(Link link) {
        return some(link.kindData(), link.kind().equals(DeviceKinds.BRIDGE) ? BRIDGE : Set.of());
    }

    static Map<Integer, byte[]> ofPort(Link link) {
        return some(link.portData(), PORT);
    }

    private static Map<Integer, byte[]> some(Map<Integer, byte[]> all, Set<Integer> wanted) {
        Map<Integer, byte[]> some = new LinkedHashMap<>(all);
        some.keySet().retainAll(wanted);
        return some;
    }
}
