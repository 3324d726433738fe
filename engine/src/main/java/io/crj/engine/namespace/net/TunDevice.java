package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.IfTun.*;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.NdType;
import io.crj.engine.image.proto.NetDeviceEntry;
import io.crj.engine.image.proto.TunLinkEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.TunCalls;
import java.util.Map;

/** Tun and tap devices: made without the files that are attached to them, which come later; linux/if_tun.h. */
final class TunDevice {

    /** What a new device has; files of the tree that are attached to it tell what it is. */
    private static final int ANY_SNDBUF = Integer.MAX_VALUE;

    private static final int SHORT_HEADER = 10;
    private static final int NOBODY = -1;

    /** Of IFLA_TUN_TYPE. */
    private static final int TUN_TYPE = IFF_TUN;

    private TunDevice() {}

    static boolean is(NetDeviceEntry device) {
        return device.getType() == NdType.TUN;
    }

    static TunLinkEntry entry(Link link) {
        Map<Integer, byte[]> data = link.kindData();
        int flags = number(data, IFLA_TUN_TYPE) == TUN_TYPE ? IFF_TUN : IFF_TAP;
        flags |= number(data, IFLA_TUN_PI) == 0 ? IFF_NO_PI : 0;
        flags |= number(data, IFLA_TUN_VNET_HDR) == 0 ? 0 : IFF_VNET_HDR;
        flags |= number(data, IFLA_TUN_PERSIST) == 0 ? 0 : IFF_PERSIST;
        flags |= number(data, IFLA_TUN_MULTI_QUEUE) == 0 ? 0 : IFF_MULTI_QUEUE;
        return TunLinkEntry.newBuilder()
                .setFlags(flags)
                .setOwner(data.containsKey(IFLA_TUN_OWNER) ? Rtnl.int32(data.get(IFLA_TUN_OWNER)) : NOBODY)
                .setGroup(data.containsKey(IFLA_TUN_GROUP) ? Rtnl.int32(data.get(IFLA_TUN_GROUP)) : NOBODY)
                .setVnethdr(SHORT_HEADER)
                .setSndbuf(ANY_SNDBUF)
                .build();
    }

    private static int number(Map<Integer, byte[]> data, int attribute) {
        byte[] value = data.get(attribute);
        return value == null || value.length == 0 ? 0 : value[0];
    }

    /** In the calling thread's network namespace; it stays there without any file. */
    static void make(NetDeviceEntry device) {
        if (!device.hasTun()) {
            throw new ImageFormatException("netdev", "device " + device.getName() + " does not say what it is");
        }
        TunLinkEntry tun = device.getTun();
        try (Fd file = TunCalls.open()) {
            TunCalls.setInt(file, TUNSETIFINDEX, device.getIfindex());
            TunCalls.attach(file, device.getName(), tun.getFlags() & ~IFF_PERSIST);
            if (tun.getOwner() != NOBODY) {
                FileCalls.ioctl(file, TUNSETOWNER, tun.getOwner());
            }
            if (tun.getGroup() != NOBODY) {
                FileCalls.ioctl(file, TUNSETGROUP, tun.getGroup());
            }
            TunCalls.setInt(file, TUNSETSNDBUF, tun.getSndbuf());
            TunCalls.setInt(file, TUNSETVNETHDRSZ, tun.getVnethdr());
            TunCalls.persist(file, true);
        }
    }
}
