package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.IfLink.*;
import static io.crj.engine.linux.abi.Netlink.*;
import static io.crj.engine.linux.abi.Rtnetlink.*;
import static io.crj.engine.linux.abi.Socket.AF_INET6;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.NdType;
import io.crj.engine.image.proto.NetDeviceEntry;
import io.crj.engine.linux.netlink.NetlinkMessage;
import io.crj.engine.linux.netlink.NetlinkWriter;
import io.crj.engine.linux.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the devices of the calling thread's network namespace, with the numbers they had. */
final class DeviceRestore {

    private static final int INFO_INDEX_AT = 4;
    private static final int INFO_FLAGS_AT = 8;
    private static final int INFO_CHANGE_AT = 12;

    /** Flags that a user sets. */
    private static final int USERS_FLAGS =
            IFF_UP | IFF_DEBUG | IFF_NOTRAILERS | IFF_NOARP | IFF_PROMISC | IFF_ALLMULTI | IFF_MULTICAST | IFF_DYNAMIC;

    private static final int ETHERNET_ADDRESS_BYTES = 6;

    /** A bridge takes the lowest address of its ports: with this one the newcomer's is never taken. */
    private static final byte OUTSIDE_FIRST_BYTE = (byte) 0xfe;

    private static final List<Integer> USERS_ATTRIBUTES = List.of(IFLA_TXQLEN, IFLA_IFALIAS, IFLA_GROUP);

    private final Rtnl rtnl;
    private final NetNamespaceImage image;
    private final Fd outside;
    private final Map<String, VethOptions.Outside> outsideNames;
    private final Set<String> supplied;

    /**
     * @param outside the network namespace that veth devices lead to
     * @param outsideNames names of their other ends; the kernel chooses the others
     * @param supplied names of devices that are there already
     */
    DeviceRestore(
            Rtnl rtnl,
            NetNamespaceImage image,
            Fd outside,
            Map<String, VethOptions.Outside> outsideNames,
            Set<String> supplied) {
        this.supplied = supplied;
        this.rtnl = rtnl;
        this.image = image;
        this.outside = outside;
        this.outsideNames = outsideNames;
    }

    /**
     * All devices, still down, bridges before those that become parts of them.
     *
     * @return number of the outside end, by name of the device that leads to it
     */
    Map<String, Integer> create() {
        List<NetDeviceEntry> order = image.devices().stream()
                .filter(device -> !supplied.contains(device.getName()))
                .sorted(Comparator.comparing(Macvlan::is).thenComparing(device -> device.getType() != NdType.BRIDGE))
                .toList();
        Set<Integer> made = new LinkedHashSet<>();
        for (NetDeviceEntry device : order) {
            if (!NetNamespaceImage.isLoopback(device) && made.add(device.getIfindex())) {
                create(device, made);
            }
        }
        image.devices().forEach(this::adjust);
        Map<String, Integer> ends = new LinkedHashMap<>();
        for (Link link : Link.list(rtnl)) {
            image.byNumber(link.index())
                    .filter(device -> image.leadsOutside(device) && !supplied.contains(device.getName()))
                    .ifPresent(device -> ends.put(device.getName(), link.linkedIndex()));
        }
        return ends;
    }

    private void create(NetDeviceEntry device, Set<Integer> made) {
        if (TunDevice.is(device)) {
            TunDevice.make(device);
            return;
        }
        NetlinkWriter request = Rtnl.begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, header(device.getIfindex(), 0, 0));
        describe(request, device);
        if (Macvlan.is(device)) {
            request.hostInt(IFLA_LINK, device.getPeerIfindex());
        }
        request.nested(IFLA_LINKINFO, () -> {
            request.text(IFLA_INFO_KIND, NetNamespaceImage.kind(device));
            if (device.getType() == NdType.VETH) {
                request.nested(IFLA_INFO_DATA, () -> request.nested(VETH_INFO_PEER, () -> peer(request, device, made)));
            } else if (Macvlan.is(device)) {
                request.nested(IFLA_INFO_DATA, () -> Macvlan.attributes(device).forEach(request::bytes));
            } else {
                NetNamespaceImage.link(device)
                        .ifPresent(link -> request.nested(IFLA_INFO_DATA, () -> BridgeAttributes.ofBridge(link)
                                .forEach(request::bytes)));
            }
        });
        rtnl.send(request, "make network device " + device.getName());
    }

    private static void describe(NetlinkWriter request, NetDeviceEntry device) {
        request.text(IFLA_IFNAME, device.getName()).hostInt(IFLA_MTU, device.getMtu());
        if (!device.getAddress().isEmpty()) {
            request.bytes(IFLA_ADDRESS, device.getAddress().toByteArray());
        }
        NetNamespaceImage.link(device).ifPresent(link -> List.of(IFLA_NUM_TX_QUEUES, IFLA_NUM_RX_QUEUES)
                .forEach(count -> request.hostInt(count, Math.max(1, link.number(count)))));
    }

    private void peer(NetlinkWriter request, NetDeviceEntry device, Set<Integer> made) {
        if (image.leadsOutside(device)) {
            request.raw(header(0, 0, 0)).hostInt(IFLA_MTU, device.getMtu()).hostInt(IFLA_NET_NS_FD, outside.number());
            byte[] address = device.getAddress().toByteArray();
            if (address.length == ETHERNET_ADDRESS_BYTES && address[0] != OUTSIDE_FIRST_BYTE) {
                address[0] = OUTSIDE_FIRST_BYTE;
                request.bytes(IFLA_ADDRESS, address);
            }
            VethOptions.Outside end = outsideNames.get(device.getName());
            if (end != null) {
                request.text(IFLA_IFNAME, end.name());
            }
            return;
        }
        NetDeviceEntry other = image.byNumber(device.getPeerIfindex())
                .filter(found -> found.getType() == NdType.VETH && made.add(found.getIfindex()))
                .orElseThrow(
                        () -> new ImageFormatException("netdev", "device " + device.getName() + " has no other end"));
        request.raw(header(other.getIfindex(), 0, 0));
        describe(request, other);
    }

    /** What cannot be said when a device is made, and what lo has from the beginning. */
    private void adjust(NetDeviceEntry device) {
        NetlinkWriter request = Rtnl.begin(RTM_NEWLINK, 0, header(device.getIfindex(), 0, 0));
        request.hostInt(IFLA_MTU, device.getMtu());
        if ((supplied.contains(device.getName()) || TunDevice.is(device))
                && !device.getAddress().isEmpty()) {
            request.bytes(IFLA_ADDRESS, device.getAddress().toByteArray());
        }
        if (device.getMaster() != 0) {
            request.hostInt(IFLA_MASTER, device.getMaster());
        }
        addressGeneration(request, (byte) IN6_ADDR_GEN_MODE_NONE);
        NetNamespaceImage.link(device).ifPresent(link -> USERS_ATTRIBUTES.stream()
                .filter(link.attributes()::containsKey)
                .forEach(attribute -> request.bytes(attribute, link.attributes().get(attribute))));
        rtnl.send(request, "set up network device " + device.getName());
        NetNamespaceImage.link(device)
                .filter(link -> link.attributes().containsKey(IFLA_PROP_LIST))
                .ifPresent(this::otherNames);
        if (device.getMaster() != 0) {
            NetNamespaceImage.link(device).ifPresent(link -> port(device, BridgeAttributes.ofPort(link)));
        }
    }

    /** Longer names, beside the one. */
    private void otherNames(Link link) {
        rtnl.change(
                RTM_NEWLINKPROP,
                NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND,
                header(link.index(), 0, 0),
                Map.of(IFLA_PROP_LIST | NLA_F_NESTED, link.attributes().get(IFLA_PROP_LIST)),
                "give network device " + link.name() + " its other names");
    }

    private void port(NetDeviceEntry device, Map<Integer, byte[]> attributes) {
        NetlinkWriter request = Rtnl.begin(RTM_NEWLINK, 0, header(device.getIfindex(), 0, 0));
        request.nested(IFLA_LINKINFO, () -> request.text(IFLA_INFO_SLAVE_KIND, DeviceKinds.BRIDGE)
                .nested(IFLA_INFO_SLAVE_DATA, () -> attributes.forEach(request::bytes)));
        rtnl.send(request, "set up port " + device.getName() + " of its bridge");
    }

    /** Brings up those that were. */
    void bringUp() {
        for (NetDeviceEntry device : image.devices()) {
            NetlinkWriter request = Rtnl.begin(
                    RTM_NEWLINK, 0, header(device.getIfindex(), device.getFlags() & USERS_FLAGS, USERS_FLAGS));
            rtnl.send(request, "bring up network device " + device.getName());
        }
    }

    /** From now on the kernel makes addresses by itself again, as far as it did; those there are stay. */
    void generateAddresses() {
        for (NetDeviceEntry device : image.devices()) {
            NetlinkWriter request = Rtnl.begin(RTM_NEWLINK, 0, header(device.getIfindex(), 0, 0));
            addressGeneration(request, generationMode(device));
            rtnl.send(request, "set up network device " + device.getName());
        }
    }

    private static byte generationMode(NetDeviceEntry device) {
        byte[] families = NetNamespaceImage.link(device)
                .map(link -> link.attributes().get(IFLA_AF_SPEC))
                .orElse(new byte[0]);
        byte[] inet6 = NetlinkMessage.nested(families).getOrDefault(AF_INET6, new byte[0]);
        byte[] mode = NetlinkMessage.nested(inet6).getOrDefault(IFLA_INET6_ADDR_GEN_MODE, new byte[1]);
        return mode.length == 0 ? 0 : mode[0];
    }

    private static void addressGeneration(NetlinkWriter request, byte mode) {
        if (Files.exists(NetFiles.ROOT.resolve(Sysctls.IPV6))) {
            request.nested(
                    IFLA_AF_SPEC,
                    () -> request.nested(AF_INET6, () -> request.bytes(IFLA_INET6_ADDR_GEN_MODE, new byte[] {mode})));
        }
    }

    /** {@code struct ifinfomsg}. */
    static byte[] header(int index, int flags, int change) {
        return ByteBuffer.allocate(IFINFOMSG_SIZE)
                .order(ByteOrder.nativeOrder())
                .putInt(INFO_INDEX_AT, index)
                .putInt(INFO_FLAGS_AT, flags)
                .putInt(INFO_CHANGE_AT, change)
                .array();
    }
}
