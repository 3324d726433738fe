package io.crj.engine.linux.abi;

/** Network devices over netlink; linux/if_link.h, linux/if.h, linux/veth.h. */
public final class IfLink {

    /** {@code struct ifinfomsg}: family, padding, type u16, index, flags, change mask. */
    public static final int IFINFOMSG_SIZE = 16;

    public static final int ARPHRD_LOOPBACK = 772;

    public static final int IFF_UP = 1;
    public static final int IFF_DEBUG = 4;
    public static final int IFF_NOTRAILERS = 0x20;
    public static final int IFF_NOARP = 0x80;
    public static final int IFF_PROMISC = 0x100;
    public static final int IFF_ALLMULTI = 0x200;
    public static final int IFF_MULTICAST = 0x1000;
    public static final int IFF_DYNAMIC = 0x8000;

    public static final int IFLA_ADDRESS = 1;
    public static final int IFLA_BROADCAST = 2;
    public static final int IFLA_IFNAME = 3;
    public static final int IFLA_MTU = 4;
    public static final int IFLA_LINK = 5;
    public static final int IFLA_MASTER = 10;
    public static final int IFLA_TXQLEN = 13;
    public static final int IFLA_LINKINFO = 18;
    public static final int IFLA_IFALIAS = 20;
    public static final int IFLA_AF_SPEC = 26;
    public static final int IFLA_GROUP = 27;
    public static final int IFLA_NET_NS_FD = 28;
    public static final int IFLA_EXT_MASK = 29;
    public static final int IFLA_NUM_TX_QUEUES = 31;
    public static final int IFLA_NUM_RX_QUEUES = 32;
    public static final int IFLA_LINK_NETNSID = 37;
    public static final int IFLA_XDP = 43;
    public static final int IFLA_NEW_IFINDEX = 49;
    public static final int IFLA_PROP_LIST = 52;
    public static final int RTEXT_FILTER_SKIP_STATS = 8;

    public static final int IFLA_INFO_KIND = 1;
    public static final int IFLA_INFO_DATA = 2;
    public static final int IFLA_INFO_SLAVE_KIND = 4;
    public static final int IFLA_INFO_SLAVE_DATA = 5;

    public static final int IFLA_XDP_ATTACHED = 2;

    public static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    public static final int IN6_ADDR_GEN_MODE_NONE = 1;

    public static final int VETH_INFO_PEER = 1;

    public static final int IFLA_MACVLAN_MODE = 1;
    public static final int IFLA_MACVLAN_FLAGS = 2;
    public static final int MACVLAN_MODE_SOURCE = 16;

    public static final int IFLA_BR_VLAN_FILTERING = 7;

    private IfLink() {}
}
