package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Errno.ENODEV;
import static io.crj.engine.linux.abi.IfLink.*;
import static io.crj.engine.linux.abi.Rtnetlink.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.NetDeviceEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The ends outside of a restored namespace's veth devices, in the calling thread's network namespace. */
final class OutsideEnds {

    private OutsideEnds() {}

    /**
     * Names and bridges of all ends that are not left to the kernel, before anything is made: by options, else as the
     * image says if that is free.
     *
     * @param supplied names of devices that come from outside as they are
     * @throws EngineException naming the option that cannot be followed
     */
    static Map<String, VethOptions.Outside> plan(
            NetNamespaceImage image, Map<String, VethOptions.Outside> options, Set<String> supplied) {
        Map<String, Link> present =
                Link.list().stream().collect(Collectors.toMap(Link::name, link -> link, (a, b) -> a));
        List<NetDeviceEntry> leading = image.devices().stream()
                .filter(device -> image.leadsOutside(device) && !supplied.contains(device.getName()))
                .toList();
        Set<String> names = leading.stream().map(NetDeviceEntry::getName).collect(Collectors.toSet());
        options.forEach((inside, end) -> check(inside, end, names, present));
        Map<String, VethOptions.Outside> plan = new LinkedHashMap<>(options);
        for (NetDeviceEntry device : leading) {
            String name = device.getPeerName();
            boolean taken = present.containsKey(name)
                    || plan.values().stream().anyMatch(end -> end.name().equals(name));
            if (device.hasPeerName() && VethOptions.isName(name) && !taken) {
                plan.putIfAbsent(device.getName(), new VethOptions.Outside(name, ""));
            }
        }
        return plan;
    }

    private static void check(String inside, VethOptions.Outside end, Set<String> leading, Map<String, Link> present) {
        String option = "veth[" + inside + "]:" + end.name() + (end.bridge().isEmpty() ? "" : "@" + end.bridge());
        if (!leading.contains(inside)) {
            throw new EngineException("--veth-pair or --external " + option
                    + ": the image has no veth device of that name that leads outside; there are " + leading);
        }
        if (present.containsKey(end.name())) {
            throw new EngineException("--veth-pair or --external " + option + ": there is a network device "
                    + end.name() + " already; choose another name, or remove it");
        }
        if (!end.bridge().isEmpty()) {
            Link bridge = present.get(end.bridge());
            if (bridge == null || !bridge.kind().equals(DeviceKinds.BRIDGE)) {
                throw new EngineException("--veth-pair or --external " + option + ": "
                        + (bridge == null ? "there is no bridge " : "no bridge is ") + end.bridge()
                        + " here; make it first (ip link add " + end.bridge() + " type bridge)");
            }
        }
    }

    /**
     * One end.
     *
     * @param bridge that it is to join; empty for none
     */
    record End(int number, String bridge) {

        /** For {@link #parse}. */
        @Override
        public String toString() {
            return number + "@" + bridge;
        }

        static End parse(String text) {
            int at = text.indexOf('@');
            return new End(Integer.parseInt(text.substring(0, at)), text.substring(at + 1));
        }
    }

    /** Opens the way out; harmless when it is open. */
    static void connect(List<End> ends) {
        ends.forEach(end -> bringUp(end.number));
        ends.stream().filter(end -> !end.bridge.isEmpty()).forEach(end -> join(end.number, end.bridge));
    }

    /** Makes an end, still down, a part of a bridge. */
    static void join(int number, String bridge) {
        Map<String, Integer> bridges = Link.list().stream().collect(Collectors.toMap(Link::name, Link::index));
        change(number, Map.of(IFLA_MASTER, Rtnl.int32(bridges.getOrDefault(bridge, 0))), "join bridge " + bridge);
    }

    static void bringUp(int number) {
        try (Rtnl rtnl = new Rtnl()) {
            rtnl.change(
                    RTM_NEWLINK,
                    0,
                    DeviceRestore.header(number, IFF_UP, IFF_UP),
                    Map.of(),
                    "bring up the outside end of a veth pair");
        }
    }

    /** Removes an end, and with it the one inside. */
    static void delete(int number) {
        try (Rtnl rtnl = new Rtnl()) {
            rtnl.changeUnless(
                    ENODEV, RTM_DELLINK, 0, DeviceRestore.header(number, 0, 0), Map.of(), "remove a veth pair");
        }
    }

    private static void change(int number, Map<Integer, byte[]> attributes, String what) {
        try (Rtnl rtnl = new Rtnl()) {
            rtnl.change(RTM_NEWLINK, 0, DeviceRestore.header(number, 0, 0), attributes, what);
        }
    }
}
