package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.IfLink.IFLA_ADDRESS;

import com.google.protobuf.ByteString;
import io.crj.engine.image.proto.NdType;
import io.crj.engine.image.proto.NetDeviceEntry;
import java.util.List;
import java.util.Optional;

/** Describes the devices of the calling thread's network namespace. */
final class DeviceDump {

    private final int namespaceId;
    private final List<Link> outside;

    /** @param outside the devices of the namespace the veth ends lead to */
    DeviceDump(int namespaceId, List<Link> outside) {
        this.namespaceId = namespaceId;
        this.outside = outside;
    }

    NetDeviceEntry entry(Link link) {
        NetDeviceEntry.Builder entry = NetDeviceEntry.newBuilder()
                .setType(type(link))
                .setIfindex(link.index())
                .setMtu(link.mtu())
                .setFlags(link.flags())
                .setName(link.name())
                .setPeerIfindex(link.linkedIndex())
                .setLink(ByteString.copyFrom(link.message().toBytes()))
                .addAllConf4(SettingsDump.conf4(link.name()))
                .addAllConf6(SettingsDump.conf6(link.name()));
        if (!link.isLoopback() && link.attributes().containsKey(IFLA_ADDRESS)) {
            entry.setAddress(ByteString.copyFrom(link.attributes().get(IFLA_ADDRESS)));
        }
        if (link.kind().equals(DeviceKinds.TUN)) {
            entry.setTun(TunDevice.entry(link));
        }
        if (link.kind().equals(DeviceKinds.MACVLAN)) {
            entry.setMacvlan(Macvlan.entry(link));
        }
        if (link.master() != 0) {
            entry.setMaster(link.master());
        }
        if (link.isLinkedElsewhere()) {
            otherEnd(link).ifPresent(other -> entry.setPeerName(other.name()));
        } else {
            entry.setPeerNsid(namespaceId);
        }
        return entry.build();
    }

    private Optional<Link> otherEnd(Link inside) {
        return outside.stream()
                .filter(link -> link.kind().equals(DeviceKinds.VETH)
                        && link.index() == inside.linkedIndex()
                        && link.linkedIndex() == inside.index())
                .findFirst();
    }

    private static NdType type(Link link) {
        return switch (link.kind()) {
            case DeviceKinds.VETH -> NdType.VETH;
            case DeviceKinds.BRIDGE -> NdType.BRIDGE;
            case DeviceKinds.MACVLAN -> NdType.MACVLAN;
            case DeviceKinds.TUN -> NdType.TUN;
            case "" -> NdType.LOOPBACK;
            default -> NdType.EXTLINK;
        };
    }
}
