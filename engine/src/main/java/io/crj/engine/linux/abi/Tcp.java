package io.crj.engine.linux.abi;

/** TCP: options, repair mode, {@code struct tcp_info}; linux/tcp.h, include/net/tcp_states.h. */
public final class Tcp {

    public static final int TCP_NODELAY = 1;
    public static final int TCP_MAXSEG = 2;
    public static final int TCP_CORK = 3;
    public static final int TCP_KEEPIDLE = 4;
    public static final int TCP_KEEPINTVL = 5;
    public static final int TCP_KEEPCNT = 6;
    public static final int TCP_INFO = 11;
    public static final int TCP_REPAIR = 19;
    public static final int TCP_REPAIR_QUEUE = 20;
    public static final int TCP_QUEUE_SEQ = 21;
    public static final int TCP_REPAIR_OPTIONS = 22;
    public static final int TCP_TIMESTAMP = 24;
    public static final int TCP_NOTSENT_LOWAT = 25;
    public static final int TCP_REPAIR_WINDOW = 29;
    public static final int TCP_ULP = 31;

    public static final int TCP_REPAIR_ON = 1;
    public static final int TCP_REPAIR_OFF = 0;

    /** Leaves repair mode without sending a window probe. */
    public static final int TCP_REPAIR_OFF_NO_WP = -1;

    public static final int TCP_NO_QUEUE = 0;
    public static final int TCP_RECV_QUEUE = 1;
    public static final int TCP_SEND_QUEUE = 2;

    /** Codes of {@code struct tcp_repair_opt}, those of the TCP header; include/net/tcp.h. */
    public static final int TCPOPT_MSS = 2;

    public static final int TCPOPT_WINDOW = 3;
    public static final int TCPOPT_SACK_PERM = 4;
    public static final int TCPOPT_TIMESTAMP = 8;

    /** {@code struct tcp_repair_opt}: code, value. */
    public static final int REPAIR_OPT_SIZE = 8;

    /** {@code struct tcp_repair_window}: snd_wl1, snd_wnd, max_window, rcv_wnd, rcv_wup. */
    public static final int REPAIR_WINDOW_SIZE = 20;

    public static final int TCPI_OPT_TIMESTAMPS = 1;
    public static final int TCPI_OPT_SACK = 2;
    public static final int TCPI_OPT_WSCALE = 4;

    /** Offsets in {@code struct tcp_info}; the part that all supported kernels have. */
    public static final int TCPI_STATE = 0;

    /** Retransmissions, probes of the window, how often the timer was doubled: one byte each. */
    public static final int TCPI_RETRANSMITS = 2;

    public static final int TCPI_OPTIONS = 5;
    /** Low four bits: snd_wscale, high four: rcv_wscale. */
    public static final int TCPI_WSCALE = 6;
    /** Of a listening socket: length of the accept queue. */
    public static final int TCPI_UNACKED = 24;
    /** Of a listening socket: the backlog. */
    public static final int TCPI_SACKED = 28;

    /** Smoothed round-trip time in microseconds; 0 until a peer has answered. */
    public static final int TCPI_RTT = 68;

    public static final int TCP_INFO_SIZE = 104;

    public static final int TCP_ESTABLISHED = 1;
    public static final int TCP_SYN_SENT = 2;
    public static final int TCP_SYN_RECV = 3;
    public static final int TCP_FIN_WAIT1 = 4;
    public static final int TCP_FIN_WAIT2 = 5;
    public static final int TCP_TIME_WAIT = 6;
    public static final int TCP_CLOSE = 7;
    public static final int TCP_CLOSE_WAIT = 8;
    public static final int TCP_LAST_ACK = 9;
    public static final int TCP_LISTEN = 10;
    public static final int TCP_CLOSING = 11;

    public static final int TCP_MD5SIG_EXT = 32;

    /** {@code struct tcp_md5sig}: address, flags, prefix length, length of the key, interface, key. */
    public static final int MD5SIG_SIZE = 216;

    public static final int MD5SIG_FLAGS = 128;
    public static final int MD5SIG_FLAG_PREFIX = 1;
    public static final int MD5SIG_PREFIX = 129;
    public static final int MD5SIG_LENGTH = 130;
    public static final int MD5SIG_KEY = 136;

    private Tcp() {}
}
