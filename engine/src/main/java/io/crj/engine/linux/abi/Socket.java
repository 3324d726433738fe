package io.crj.engine.linux.abi;

/** Sockets of every family; linux/socket.h, asm-generic/socket.h, linux/net.h. */
public final class Socket {

    public static final int AF_UNSPEC = 0;
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_BRIDGE = 7;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int AF_PACKET = 17;

    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_SEQPACKET = 5;
    /** Of packet sockets in former times; packet(7). */
    public static final int SOCK_PACKET = 10;

    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;

    public static final int SOL_SOCKET = 1;
    public static final int SOL_PACKET = 263;
    public static final int SO_PEERCRED = 17;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_TYPE = 3;
    public static final int SO_ERROR = 4;
    public static final int SO_DONTROUTE = 5;
    public static final int SO_BROADCAST = 6;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_KEEPALIVE = 9;
    public static final int SO_OOBINLINE = 10;
    public static final int SO_NO_CHECK = 11;
    public static final int SO_PRIORITY = 12;
    public static final int SO_LINGER = 13;
    public static final int SO_REUSEPORT = 15;
    public static final int SO_PASSCRED = 16;
    public static final int SO_RCVLOWAT = 18;
    public static final int SO_RCVTIMEO = 20;
    public static final int SO_SNDTIMEO = 21;
    public static final int SO_BINDTODEVICE = 25;
    public static final int SO_ATTACH_FILTER = 26;
    public static final int SO_GET_FILTER = SO_ATTACH_FILTER;
    public static final int SO_PEERNAME = 28;
    public static final int SO_ACCEPTCONN = 30;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SO_PASSSEC = 34;
    public static final int SO_MARK = 36;
    public static final int SO_PROTOCOL = 38;
    public static final int SO_DOMAIN = 39;
    public static final int SO_PEEK_OFF = 42;
    public static final int SO_COOKIE = 57;
    public static final int SO_BINDTOIFINDEX = 62;
    public static final int SO_BUF_LOCK = 72;

    /** The sender chose the size: no automatic tuning; linux/socket.h. */
    public static final int SOCK_SNDBUF_LOCK = 1;

    public static final int SOCK_RCVBUF_LOCK = 2;

    public static final int SCM_RIGHTS = 1;
    public static final int SCM_CREDENTIALS = 2;
    public static final int SCM_PIDFD = 4;

    /** {@code struct msghdr}: name, its length, vectors, their count, control data, their length, flags. */
    public static final int MSGHDR_SIZE = 56;

    public static final int MSG_NAME = 0;
    public static final int MSG_NAMELEN = 8;
    public static final int MSG_IOV = 16;
    public static final int MSG_IOVLEN = 24;
    public static final int MSG_CONTROL = 32;
    public static final int MSG_CONTROLLEN = 40;
    public static final int MSG_FLAGS = 48;

    /** {@code struct cmsghdr}: length, level, type; data follow, aligned to 8. */
    public static final int CMSGHDR_SIZE = 16;

    public static final int CMSG_LEVEL = 8;
    public static final int CMSG_TYPE = 12;

    /** {@code struct ucred}: pid, uid, gid. */
    public static final int UCRED_SIZE = 12;

    public static final int MSG_PEEK = 0x02;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int MSG_CMSG_CLOEXEC = 0x40000000;

    public static final int SHUT_RD = 0;
    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;

    /** {@code struct sock_filter}; linux/filter.h. */
    public static final int SOCK_FILTER_SIZE = 8;

    /** poll(2) events; asm-generic/poll.h. */
    public static final int POLLIN = 0x0001;

    public static final int POLLPRI = 0x0002;
    public static final int POLLOUT = 0x0004;
    public static final int POLLERR = 0x0008;
    public static final int POLLHUP = 0x0010;
    public static final int POLLRDHUP = 0x2000;

    private Socket() {}
}
