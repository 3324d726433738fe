package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.IfLink.*;
import static io.crj.engine.linux.abi.Netlink.NLM_F_CREATE;
import static io.crj.engine.linux.abi.Netlink.NLM_F_EXCL;
import static io.crj.engine.linux.abi.Rtnetlink.RTM_NEWLINK;

import io.crj.engine.External;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.NetDeviceEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.netlink.NetlinkWriter;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Devices that a restored network gets from the one around it: those that are handed over, {@code --external
 * netdev[IN]:OUT}, and macvlans on a device that stays, {@code --external macvlan[IN]:OUT}.
 */
final class SuppliedDevices {

    private static final String DEVICE = "netdev";

    private final Map<String, External> options = new LinkedHashMap<>();
    private final Map<Integer, String> given = new LinkedHashMap<>();

    SuppliedDevices(NetNamespaceImage image, TreeOptions choices) {
        for (External option : choices.external()) {
            if (isOurs(option)
                    && image.devices().stream()
                            .anyMatch(device -> device.getName().equals(option.key()))) {
                options.put(option.key(), option);
            }
        }
    }

    private static boolean isOurs(External option) {
        return !option.value().isEmpty()
                && (option.kind().equals(DEVICE) || option.kind().equals(DeviceKinds.MACVLAN));
    }

    /** Names inside. */
    Set<String> names() {
        return options.keySet();
    }

    /** @throws EngineException naming an option that cannot be followed, or one that is missing */
    static void check(NetNamespaceImage image, TreeOptions choices) {
        Map<String, NetDeviceEntry> devices =
                image.devices().stream().collect(Collectors.toMap(NetDeviceEntry::getName, Function.identity()));
        Set<String> present = Link.list().stream().map(Link::name).collect(Collectors.toSet());
        for (External option : choices.external()) {
            if (!isOurs(option)) {
                continue;
            }
            NetDeviceEntry device = devices.get(option.key());
            if (device == null || option.kind().equals(DeviceKinds.MACVLAN) && !Macvlan.is(device)) {
                throw new EngineException("--external " + option + ": the image has no such device " + option.key()
                        + "; there are " + devices.keySet());
            }
            if (!present.contains(option.value())) {
                throw new EngineException(
                        "--external " + option + ": there is no network device " + option.value() + " here");
            }
        }
        Set<String> supplied = new SuppliedDevices(image, choices).names();
        for (NetDeviceEntry device : image.devices()) {
            if (Macvlan.is(device) && !image.isInside(device) && !supplied.contains(device.getName())) {
                throw new EngineException("network device " + device.getName()
                        + " of the image is a macvlan on a device outside: name one of this host with --external 'macvlan["
                        + device.getName() + "]:DEVICE'");
            }
        }
    }

    /** Moves them, down, from the calling thread's network namespace to that of {@code pid}, with names and numbers of the image. */
    void give(NetNamespaceImage image, int pid) {
        if (options.isEmpty()) {
            return;
        }
        try (Rtnl rtnl = new Rtnl();
                Fd inside = FileCalls.open("/proc/" + pid + "/ns/net", Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0)) {
            for (NetDeviceEntry device : image.devices()) {
                External option = options.get(device.getName());
                if (option == null) {
                    continue;
                }
                int outside = index(rtnl, option.value());
                if (option.kind().equals(DEVICE)) {
                    move(rtnl, outside, inside, device.getName(), device.getIfindex());
                    given.put(device.getIfindex(), option.value());
                } else {
                    String passing = "crj-" + pid + "-" + device.getIfindex();
                    makeMacvlan(rtnl, device, outside, passing);
                    move(rtnl, index(rtnl, passing), inside, device.getName(), device.getIfindex());
                }
            }
        }
    }

    private static int index(Rtnl rtnl, String name) {
        return Link.list(rtnl).stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .map(Link::index)
                .orElseThrow(() -> new EngineException("network device " + name + " is gone"));
    }

    private static void makeMacvlan(Rtnl rtnl, NetDeviceEntry device, int lower, String name) {
        NetlinkWriter request = Rtnl.begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, DeviceRestore.header(0, 0, 0));
        request.text(IFLA_IFNAME, name)
                .hostInt(IFLA_LINK, lower)
                .bytes(IFLA_ADDRESS, device.getAddress().toByteArray())
                .nested(IFLA_LINKINFO, () -> request.text(IFLA_INFO_KIND, DeviceKinds.MACVLAN)
                        .nested(IFLA_INFO_DATA, () -> Macvlan.attributes(device).forEach(request::bytes)));
        rtnl.send(request, "make network device " + device.getName());
    }

    private static void move(Rtnl rtnl, int index, Fd namespace, String name, int newIndex) {
        NetlinkWriter request = Rtnl.begin(RTM_NEWLINK, 0, DeviceRestore.header(index, 0, 0));
        request.hostInt(IFLA_NET_NS_FD, namespace.number()).text(IFLA_IFNAME, name);
        if (newIndex != 0) {
            request.hostInt(IFLA_NEW_IFINDEX, newIndex);
        }
        rtnl.send(request, "move network device " + name);
    }

    /** Gives back what was handed over; runs inside. */
    Void giveBack(Fd outside) {
        try (Rtnl rtnl = new Rtnl()) {
            given.forEach((index, name) -> move(rtnl, index, outside, name, 0));
        }
        given.clear();
        return null;
    }
}
