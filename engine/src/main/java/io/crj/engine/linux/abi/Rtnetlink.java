package io.crj.engine.linux.abi;

/** Links, addresses, routes, rules and neighbours over netlink; linux/rtnetlink.h, linux/if_addr.h, linux/neighbour.h. */
public final class Rtnetlink {

    public static final int RTM_NEWLINK = 16;
    public static final int RTM_DELLINK = 17;
    public static final int RTM_GETLINK = 18;
    public static final int RTM_NEWADDR = 20;
    public static final int RTM_DELADDR = 21;
    public static final int RTM_GETADDR = 22;
    public static final int RTM_NEWROUTE = 24;
    public static final int RTM_DELROUTE = 25;
    public static final int RTM_GETROUTE = 26;
    public static final int RTM_NEWNEIGH = 28;
    public static final int RTM_GETNEIGH = 30;
    public static final int RTM_NEWRULE = 32;
    public static final int RTM_DELRULE = 33;
    public static final int RTM_GETRULE = 34;
    public static final int RTM_NEWQDISC = 36;
    public static final int RTM_GETQDISC = 38;
    public static final int RTM_NEWLINKPROP = 108;
    public static final int RTM_NEWNEXTHOP = 104;
    public static final int RTM_GETNEXTHOP = 106;

    public static final int IFA_ADDRESS = 1;
    public static final int IFA_LOCAL = 2;
    public static final int IFA_LABEL = 3;
    public static final int IFA_BROADCAST = 4;
    public static final int IFA_CACHEINFO = 6;
    public static final int IFA_FLAGS = 8;
    public static final int IFA_RT_PRIORITY = 9;
    public static final int IFA_PROTO = 11;

    public static final int IFA_F_SECONDARY = 1;
    public static final int IFA_F_NODAD = 2;
    public static final int IFA_F_HOMEADDRESS = 0x10;
    public static final int IFA_F_TENTATIVE = 64;
    public static final int IFA_F_PERMANENT = 128;
    public static final int IFA_F_MANAGETEMPADDR = 0x100;
    public static final int IFA_F_NOPREFIXROUTE = 0x200;

    public static final int RT_SCOPE_UNIVERSE = 0;
    public static final int RT_TABLE_LOCAL = 255;
    public static final int RTPROT_KERNEL = 2;
    public static final int RTM_F_CLONED = 0x200;
    public static final int RTNH_F_PERVASIVE = 2;
    public static final int RTNH_F_ONLINK = 4;

    public static final int RTA_DST = 1;
    public static final int RTA_OIF = 4;
    public static final int RTA_GATEWAY = 5;
    public static final int RTA_PRIORITY = 6;
    public static final int RTA_MULTIPATH = 9;
    public static final int RTA_CACHEINFO = 12;
    public static final int RTA_TABLE = 15;
    public static final int RTA_VIA = 18;
    public static final int RTA_ENCAP_TYPE = 21;
    public static final int RTA_ENCAP = 22;
    public static final int RTA_EXPIRES = 23;
    public static final int RTA_NH_ID = 30;

    /** {@code struct rtmsg}: family, destination and source length, tos, table, protocol, scope, type, flags. */
    public static final int RTMSG_SIZE = 12;

    /** Bytes of {@code struct rtnexthop}: length, flags, hops, interface. */
    public static final int RTNEXTHOP_SIZE = 8;

    public static final int FRA_PRIORITY = 6;
    public static final int FRA_TABLE = 15;

    /** {@code struct fib_rule_hdr}. */
    public static final int FIB_RULE_HDR_SIZE = 12;

    public static final int FIB_RULE_HDR_TABLE_AT = 4;

    public static final int NDA_DST = 1;
    public static final int NDA_LLADDR = 2;
    public static final int NDA_VLAN = 5;
    public static final int NDA_MASTER = 9;
    public static final int NDA_PROTOCOL = 12;

    public static final int NUD_REACHABLE = 2;
    public static final int NUD_STALE = 4;
    public static final int NUD_DELAY = 8;
    public static final int NUD_PROBE = 16;
    public static final int NUD_NOARP = 64;
    public static final int NUD_PERMANENT = 128;
    public static final int NTF_MASTER = 4;
    public static final int NTF_PROXY = 8;

    /** {@code struct ndmsg}: family, padding, interface index, state u16, flags u8, type u8. */
    public static final int NDMSG_SIZE = 12;

    /** {@code struct ifaddrmsg}: family, prefix length, flags, scope, interface index. */
    public static final int IFADDRMSG_SIZE = 8;

    /** {@code struct nhmsg}: family, scope, protocol, padding, flags u32. */
    public static final int NHMSG_SIZE = 8;

    /** {@code struct tcmsg}: family, padding, interface index, handle, parent, info. */
    public static final int TCMSG_SIZE = 20;

    private Rtnetlink() {}
}
