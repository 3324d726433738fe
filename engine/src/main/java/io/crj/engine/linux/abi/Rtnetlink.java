package io.crj.engine.linux.abi;

/** Addresses of interfaces over netlink; linux/rtnetlink.h, linux/if_addr.h. */
public final class Rtnetlink {

    public static final int RTM_NEWADDR = 20;
    public static final int RTM_DELADDR = 21;
    public static final int RTM_GETADDR = 22;

    public static final int IFA_ADDRESS = 1;
    public static final int IFA_LOCAL = 2;
    public static final int IFA_LABEL = 3;
    public static final int IFA_BROADCAST = 4;
    public static final int IFA_FLAGS = 8;

    public static final int IFA_F_SECONDARY = 1;
    public static final int IFA_F_NODAD = 2;
    public static final int IFA_F_TENTATIVE = 64;
    public static final int IFA_F_PERMANENT = 128;

    public static final int RT_SCOPE_UNIVERSE = 0;

    /** {@code struct ifaddrmsg}: family, prefix length, flags, scope, interface index. */
    public static final int IFADDRMSG_SIZE = 8;

    private Rtnetlink() {}
}
