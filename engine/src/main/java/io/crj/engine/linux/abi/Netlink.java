package io.crj.engine.linux.abi;

/** Messages and attributes common to all netlink families; linux/netlink.h. */
public final class Netlink {

    public static final int NETLINK_ROUTE = 0;
    public static final int NETLINK_SOCK_DIAG = 4;
    public static final int NETLINK_NETFILTER = 12;

    public static final int SOL_NETLINK = 0x10e;
    public static final int NETLINK_ADD_MEMBERSHIP = 1;
    public static final int NETLINK_LIST_MEMBERSHIPS = 9;
    public static final int NETLINK_CAP_ACK = 10;
    public static final int NETLINK_EXT_ACK = 11;

    public static final int NLM_F_REQUEST = 1;
    public static final int NLM_F_ACK = 4;
    public static final int NLM_F_REPLACE = 0x100;
    public static final int NLM_F_EXCL = 0x200;
    public static final int NLM_F_CREATE = 0x400;
    public static final int NLM_F_APPEND = 0x800;
    public static final int NLM_F_DUMP = 0x300;
    public static final int NLM_F_CAPPED = 0x100;
    public static final int NLM_F_ACK_TLVS = 0x200;

    public static final int NLMSG_ERROR = 2;
    public static final int NLMSG_DONE = 3;

    public static final int NLMSGERR_ATTR_MSG = 1;
    public static final int NLA_F_NESTED = 0x8000;

    /** {@code struct nlmsghdr}: length, type, flags, sequence number, port. */
    public static final int NLMSG_HEADER_SIZE = 16;

    /** {@code struct nlattr}: length, type. */
    public static final int NLA_HEADER_SIZE = 4;

    /** Messages and attributes start at multiples of this. */
    public static final int ALIGN = 4;

    private Netlink() {}
}
