package io.crj.engine.linux.abi;

/** Netlink of netfilter: transactions and hooks; linux/netfilter/nfnetlink.h, linux/netfilter.h. */
public final class Nfnetlink {

    public static final int NFNETLINK_V0 = 0;
    public static final int NFNL_SUBSYS_NFTABLES = 10;
    public static final int NFNL_MSG_BATCH_BEGIN = 16;
    public static final int NFNL_MSG_BATCH_END = 17;

    public static final int NFPROTO_INET = 1;
    public static final int NFPROTO_IPV4 = 2;
    public static final int NFPROTO_IPV6 = 10;

    public static final int NF_INET_PRE_ROUTING = 0;
    public static final int NF_INET_LOCAL_OUT = 3;
    public static final int NF_DROP = 0;
    public static final int NF_ACCEPT = 1;

    private Nfnetlink() {}
}
