package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.IfLink.IFLA_MACVLAN_FLAGS;
import static io.crj.engine.linux.abi.IfLink.IFLA_MACVLAN_MODE;

import io.crj.engine.image.proto.MacvlanLinkEntry;
import io.crj.engine.image.proto.NdType;
import io.crj.engine.image.proto.NetDeviceEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** A device that lies on another one, its lower one; linux/if_link.h. */
final class Macvlan {

    private Macvlan() {}

    static boolean is(NetDeviceEntry device) {
        return device.getType() == NdType.MACVLAN;
    }

    static MacvlanLinkEntry entry(Link link) {
        MacvlanLinkEntry.Builder macvlan =
                MacvlanLinkEntry.newBuilder().setMode(Rtnl.int32(link.kindData().get(IFLA_MACVLAN_MODE)));
        byte[] flags = link.kindData().get(IFLA_MACVLAN_FLAGS);
        if (flags != null && flags.length == Short.BYTES) {
            macvlan.setFlags(Short.toUnsignedInt(
                    ByteBuffer.wrap(flags).order(ByteOrder.nativeOrder()).getShort()));
        }
        return macvlan.build();
    }

    /** IFLA_MACVLAN_…, by number. */
    static Map<Integer, byte[]> attributes(NetDeviceEntry device) {
        Map<Integer, byte[]> attributes = new LinkedHashMap<>();
        attributes.put(IFLA_MACVLAN_MODE, Rtnl.int32(device.getMacvlan().getMode()));
        if (device.getMacvlan().getFlags() != 0) {
            attributes.put(
                    IFLA_MACVLAN_FLAGS,
                    ByteBuffer.allocate(Short.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .putShort((short) device.getMacvlan().getFlags())
                            .array());
        }
        return attributes;
    }
}
