package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.IfLink.IFLA_IFNAME;

import com.google.protobuf.ByteString;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.NdType;
import io.crj.engine.image.proto.NetDeviceEntry;
import io.crj.engine.image.proto.NetnsEntry;
import io.crj.engine.linux.netlink.NetlinkMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one network namespace, checked.
 *
 * @param id the namespace's number in the image
 */
record NetNamespaceImage(ImageSet image, int id, List<NetDeviceEntry> devices, NetnsEntry netns) {

    /** As many as no sane namespace has: keeps a hostile image from filling the kernel. */
    private static final int MAX_DEVICES = 10_000;

    private static final Set<NdType> SUPPORTED =
            Set.of(NdType.LOOPBACK, NdType.VETH, NdType.BRIDGE, NdType.EXTLINK, NdType.MACVLAN, NdType.TUN);

    /**
     * @throws ImageFormatException when a file is damaged
     * @throws EngineException when the namespace holds a device crj does not make
     */
    static NetNamespaceImage read(ImageSet image, int id) {
        String file = ImageKind.NETDEV.fileName(id);
        List<NetDeviceEntry> devices = image.messages(NetDeviceEntry.class, ImageKind.NETDEV, id);
        NetnsEntry netns = image.one(NetnsEntry.class, ImageKind.NETNS, id);
        if (devices.size() > MAX_DEVICES) {
            throw new ImageFormatException(file, devices.size() + " devices");
        }
        Set<String> names = new HashSet<>();
        Set<Integer> numbers = new HashSet<>();
        for (NetDeviceEntry device : devices) {
            if (!VethOptions.isName(device.getName()) || !names.add(device.getName())) {
                throw new ImageFormatException(
                        file, "'" + device.getName() + "' is no name, or twice that of a device");
            }
            if (device.getIfindex() <= 0 || !numbers.add(device.getIfindex())) {
                throw new ImageFormatException(
                        file, "device " + device.getName() + " has the number " + device.getIfindex());
            }
            if (!SUPPORTED.contains(device.getType()) || kind(device).isEmpty() && !isLoopback(device)) {
                throw new EngineException("cannot restore network device " + device.getName() + " of type "
                        + device.getType() + ": only " + DeviceKinds.ALL + " devices are supported");
            }
        }
        return new NetNamespaceImage(image, id, devices, netns);
    }

    static boolean isLoopback(NetDeviceEntry device) {
        return device.getType() == NdType.LOOPBACK;
    }

    /** What {@code ip link add type} calls it; empty for the loopback device and for what crj does not make. */
    static String kind(NetDeviceEntry device) {
        return switch (device.getType()) {
            case VETH -> DeviceKinds.VETH;
            case BRIDGE -> DeviceKinds.BRIDGE;
            case MACVLAN -> DeviceKinds.MACVLAN;
            case TUN -> DeviceKinds.TUN;
            case EXTLINK ->
                link(device).map(Link::kind).filter(DeviceKinds.DUMMY::equals).orElse("");
            default -> "";
        };
    }

    /** What the kernel said about the device when crj dumped it; CRIU does not keep that. */
    static Optional<Link> link(NetDeviceEntry device) {
        if (!device.hasLink()) {
            return Optional.empty();
        }
        Link link = Link.of(NetlinkMessage.parse(device.getLink().toByteArray()).stream()
                .findFirst()
                .orElseThrow(() -> new ImageFormatException("netdev", "empty description of " + device.getName())));
        return link.attributes().containsKey(IFLA_IFNAME) ? Optional.of(link) : Optional.empty();
    }

    /** Whether a veth device's other end is outside of this namespace. */
    boolean leadsOutside(NetDeviceEntry device) {
        return device.getType() == NdType.VETH && !isInside(device);
    }

    /** Whether what a device leads to, or lies on, is in this namespace. */
    boolean isInside(NetDeviceEntry device) {
        return device.hasPeerNsid() && device.getPeerNsid() == id;
    }

    Optional<NetDeviceEntry> byNumber(int number) {
        return devices.stream().filter(device -> device.getIfindex() == number).findFirst();
    }

    /** Messages of a file of ip(8); empty when it is missing. */
    List<NetlinkMessage> messages(ImageKind kind, SavedMessages form) {
        return image.raw(kind, id)
                .filter(content -> content.length > 0)
                .map(content -> form.read(kind.fileName(id), content))
                .orElse(List.of());
    }

    /** Messages from a field that only crj writes. */
    List<NetlinkMessage> messages(ByteString field, SavedMessages form) {
        return form.read(ImageKind.NETNS.fileName(id), field.toByteArray());
    }
}
