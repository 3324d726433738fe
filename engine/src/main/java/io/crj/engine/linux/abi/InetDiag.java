package io.crj.engine.linux.abi;

/** What the kernel tells about sockets of IPv4 and IPv6; linux/inet_diag.h. */
public final class InetDiag {

    /**
     * {@code struct inet_diag_req_v2}: family, protocol, what to show, padding, states, {@code struct inet_diag_sockid}: ports,
     * addresses, interface, cookie.
     */
    public static final int REQUEST_SIZE = 56;

    public static final int REQUEST_PROTOCOL = 1;
    public static final int REQUEST_SHOW = 2;
    public static final int REQUEST_STATES = 4;
    public static final int REQUEST_SOURCE_PORT = 8;
    public static final int REQUEST_DESTINATION_PORT = 10;
    public static final int REQUEST_SOURCE = 12;
    public static final int REQUEST_DESTINATION = 28;
    public static final int REQUEST_INTERFACE = 44;
    public static final int REQUEST_COOKIE = 48;

    /** Bits of what to show; with INFO come the keys, too, net/ipv4/inet_diag.c. */
    public static final int SHOW_INFO = 1 << 1;

    public static final int SHOW_SHUTDOWN = 1 << 7;

    /** {@code struct inet_diag_msg}: family, state, timers, the same sockid, expiry, queues, user, inode. */
    public static final int MESSAGE_SIZE = 72;

    /** Received and not read; a FIN counts as one byte. */
    public static final int MESSAGE_RECEIVE_QUEUE = 56;

    public static final int MESSAGE_INODE = 68;

    public static final int DIAG_SHUTDOWN = 8;
    public static final int DIAG_MD5SIG = 18;

    /** {@code struct tcp_diag_md5sig}: family, prefix length, length of the key, address, key; linux/tcp.h. */
    public static final int MD5_ROW_SIZE = 100;

    public static final int MD5_ROW_PREFIX = 1;
    public static final int MD5_ROW_LENGTH = 2;
    public static final int MD5_ROW_ADDRESS = 4;
    public static final int MD5_ROW_KEY = 20;
    public static final int MD5_MAX_KEY_BYTES = 80;

    private InetDiag() {}
}
