package io.crj.engine.linux.abi;

/** The IPv4 and IPv6 families; linux/in.h, linux/in6.h. */
public final class In {

    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_ICMP = 1;
    public static final int IPPROTO_TCP = 6;
    public static final int IPPROTO_UDP = 17;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IPPROTO_ICMPV6 = 58;
    public static final int IPPROTO_SCTP = 132;
    public static final int IPPROTO_UDPLITE = 136;
    /** The sender writes the IP header, too; raw(7). */
    public static final int IPPROTO_RAW = 255;

    public static final int IPPROTO_MPTCP = 262;

    public static final int IP_TOS = 1;
    public static final int IP_TTL = 2;
    public static final int IP_HDRINCL = 3;
    public static final int IP_PKTINFO = 8;
    public static final int IP_FREEBIND = 15;
    public static final int IP_TRANSPARENT = 19;

    public static final int IP_NODEFRAG = 22;

    public static final int IP_MULTICAST_IF = 32;

    /** An interface's number in network byte order, as that of IPv6. */
    public static final int IP_UNICAST_IF = 50;

    /** Of both families. */
    public static final int MCAST_JOIN_GROUP = 42;

    public static final int MCAST_BLOCK_SOURCE = 43;
    public static final int MCAST_JOIN_SOURCE_GROUP = 46;
    public static final int MCAST_MSFILTER = 48;

    public static final int MCAST_EXCLUDE = 0;
    public static final int MCAST_INCLUDE = 1;

    public static final int IPV6_MULTICAST_IF = 17;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_HDRINCL = 36;
    public static final int IPV6_RECVPKTINFO = 49;
    public static final int IPV6_TCLASS = 67;
    public static final int IPV6_TRANSPARENT = 75;
    public static final int IPV6_UNICAST_IF = 76;
    public static final int IPV6_FREEBIND = 78;

    /** {@code struct sockaddr_in}. */
    public static final int SOCKADDR_IN_SIZE = 16;

    /** {@code struct sockaddr_in6}. */
    public static final int SOCKADDR_IN6_SIZE = 28;

    /** Both start with the family and the port in network byte order. */
    public static final int SIN_PORT = 2;

    public static final int SIN_ADDR = 4;
    public static final int SIN6_ADDR = 8;
    public static final int SIN6_SCOPE_ID = 24;

    /** Of raw sockets, level IPPROTO_RAW; linux/icmp.h. */
    public static final int ICMP_FILTER = 1;

    /** Of raw sockets, level IPPROTO_ICMPV6; linux/icmpv6.h. */
    public static final int ICMPV6_FILTER = 1;

    public static final int ICMPV6_FILTER_SIZE = 32;

    /** linux/udp.h. */
    public static final int UDP_CORK = 1;

    public static final int UDP_ENCAP = 100;

    private In() {}
}
