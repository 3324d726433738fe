package io.crj.engine.linux.abi;

/** Network devices that a program is the other end of; linux/if_tun.h, struct ifreq of linux/if.h. */
public final class IfTun {

    public static final int IFREQ_SIZE = 40;
    public static final int IFREQ_FLAGS = 16;

    public static final int TUNSETIFF = 0x400454CA;
    public static final int TUNSETPERSIST = 0x400454CB;
    public static final int TUNSETOWNER = 0x400454CC;
    public static final int TUNSETGROUP = 0x400454CE;
    public static final int TUNGETIFF = 0x800454D2;
    public static final int TUNGETSNDBUF = 0x800454D3;
    public static final int TUNSETSNDBUF = 0x400454D4;
    public static final int TUNGETVNETHDRSZ = 0x800454D7;
    public static final int TUNSETVNETHDRSZ = 0x400454D8;
    public static final int TUNSETQUEUE = 0x400454D9;
    public static final int TUNSETIFINDEX = 0x400454DA;

    public static final int IFF_TUN = 1;
    public static final int IFF_TAP = 2;
    public static final int IFF_NAPI = 0x10;
    public static final int IFF_NAPI_FRAGS = 0x20;
    public static final int IFF_MULTI_QUEUE = 0x100;
    public static final int IFF_DETACH_QUEUE = 0x400;
    public static final int IFF_PERSIST = 0x800;
    public static final int IFF_NO_PI = 0x1000;
    public static final int IFF_ONE_QUEUE = 0x2000;
    public static final int IFF_VNET_HDR = 0x4000;

    public static final int IFLA_TUN_OWNER = 1;
    public static final int IFLA_TUN_GROUP = 2;
    public static final int IFLA_TUN_TYPE = 3;
    public static final int IFLA_TUN_PI = 4;
    public static final int IFLA_TUN_VNET_HDR = 5;
    public static final int IFLA_TUN_PERSIST = 6;
    public static final int IFLA_TUN_MULTI_QUEUE = 7;

    /** Of /dev/net/tun. */
    public static final int MAJOR = 10;

    public static final int MINOR = 200;

    private IfTun() {}
}
