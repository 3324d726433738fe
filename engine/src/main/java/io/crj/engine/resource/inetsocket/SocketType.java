package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.*;
import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;

/** Which protocol a socket speaks: the three arguments of socket(2). */
record SocketType(int family, int type, int protocol) {

    static SocketType of(Fd fd) {
        return new SocketType(
                SocketCalls.getInt(fd, SOL_SOCKET, SO_DOMAIN),
                SocketCalls.getInt(fd, SOL_SOCKET, SO_TYPE),
                SocketCalls.getInt(fd, SOL_SOCKET, SO_PROTOCOL));
    }

    boolean isInet() {
        return family == AF_INET || family == AF_INET6;
    }

    boolean isTcp() {
        return isInet() && type == SOCK_STREAM && protocol == IPPROTO_TCP;
    }

    boolean isUdp() {
        return isInet() && type == SOCK_DGRAM && (protocol == IPPROTO_UDP || protocol == IPPROTO_UDPLITE);
    }

    boolean isRaw() {
        return isInet() && type == SOCK_RAW;
    }

    /** Echo requests for everybody; icmp(7). */
    boolean isPing() {
        return isInet() && type == SOCK_DGRAM && (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6);
    }

    /** Whether there is a kind that carries it. */
    boolean isCarried() {
        return isTcp() || isUdp() || isRaw() || isPing();
    }

    /** As people call it. */
    String describe() {
        String version = family == AF_INET6 ? "IPv6 " : "IPv4 ";
        if (type == SOCK_RAW) {
            return version + "raw socket (protocol " + protocol + ")";
        }
        return version
                + switch (protocol) {
                    case IPPROTO_TCP -> "TCP socket";
                    case IPPROTO_UDP -> "UDP socket";
                    case IPPROTO_ICMP, IPPROTO_ICMPV6 -> "ICMP (ping) socket";
                    case IPPROTO_SCTP -> "SCTP socket";
                    case IPPROTO_UDPLITE -> "UDP-Lite socket";
                    case IPPROTO_MPTCP -> "Multipath TCP socket";
                    default -> "socket of type " + type + ", protocol " + protocol;
                };
    }
}
