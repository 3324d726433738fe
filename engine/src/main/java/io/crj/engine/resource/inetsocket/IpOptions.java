package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.*;
import static io.crj.engine.linux.abi.Socket.AF_INET6;

import io.crj.engine.image.proto.IpOptsEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;

/** Options of level IPPROTO_IP and IPPROTO_IPV6; ip(7), ipv6(7). IPv6 sockets have those of IPv4, too. */
final class IpOptions {

    private IpOptions() {}

    static IpOptsEntry dump(Fd fd, int family) {
        IpOptsEntry.Builder opts = IpOptsEntry.newBuilder();
        if (ip(fd, IP_FREEBIND) != 0) {
            opts.setFreebind(true);
        }
        boolean packetInfo = family == AF_INET6
                ? SocketCalls.getInt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO) != 0
                : ip(fd, IP_PKTINFO) != 0;
        if (packetInfo) {
            opts.setPktinfo(true);
        }
        if (family != AF_INET6) {
            opts.setTtl(ip(fd, IP_TTL));
            int tos = ip(fd, IP_TOS);
            if (tos != 0) {
                opts.setTos(tos);
            }
        }
        return opts.build();
    }

    /** Allows local addresses that this host does not have (yet), both for bind(2) and for the route of connect(2). */
    static void allowForeignAddresses(Fd fd) {
        SocketCalls.setInt(fd, IPPROTO_IP, IP_FREEBIND, 1);
        SocketCalls.setInt(fd, IPPROTO_IP, IP_TRANSPARENT, 1);
    }

    /** Takes that back, and sets what the socket had. */
    static void restore(Fd fd, int family, IpOptsEntry opts, boolean foreignAllowed) {
        if (foreignAllowed) {
            SocketCalls.setInt(fd, IPPROTO_IP, IP_TRANSPARENT, 0);
        }
        if (foreignAllowed || opts.getFreebind()) {
            SocketCalls.setInt(fd, IPPROTO_IP, IP_FREEBIND, opts.getFreebind() ? 1 : 0);
        }
        if (opts.getPktinfo()) {
            boolean v6 = family == AF_INET6;
            SocketCalls.setInt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVPKTINFO : IP_PKTINFO, 1);
        }
        if (opts.hasTtl() && opts.getTtl() != ip(fd, IP_TTL)) {
            SocketCalls.setInt(fd, IPPROTO_IP, IP_TTL, opts.getTtl());
        }
        if (opts.hasTos()) {
            SocketCalls.setInt(fd, IPPROTO_IP, IP_TOS, opts.getTos());
        }
    }

    private static int ip(Fd fd, int option) {
        return SocketCalls.getInt(fd, IPPROTO_IP, option);
    }
}
