package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.*;
import static io.crj.engine.linux.abi.Socket.AF_INET6;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;

import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.IpOptsEntry;
import io.crj.engine.image.proto.IpOptsRawEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Options of level IPPROTO_IP and IPPROTO_IPV6; ip(7), ipv6(7). IPv6 sockets have those of IPv4, too. */
final class IpOptions {

    private IpOptions() {}

    static IpOptsEntry dump(Fd fd, SocketType type) {
        int family = type.family();
        IpOptsEntry.Builder opts = IpOptsEntry.newBuilder();
        if (family == AF_INET6 ? SocketCalls.getInt(fd, IPPROTO_IPV6, IPV6_FREEBIND) != 0 : ip(fd, IP_FREEBIND) != 0) {
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
        if (type.isRaw()) {
            opts.setRaw(raw(fd, type));
        }
        return opts.build();
    }

    private static IpOptsRawEntry raw(Fd fd, SocketType type) {
        IpOptsRawEntry.Builder raw = IpOptsRawEntry.newBuilder();
        boolean v6 = type.family() == AF_INET6;
        if (SocketCalls.getInt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_HDRINCL : IP_HDRINCL) != 0) {
            raw.setHdrincl(true);
        }
        if (!v6 && ip(fd, IP_NODEFRAG) != 0) {
            raw.setNodefrag(true);
        }
        if (!v6 && type.protocol() == IPPROTO_ICMP) {
            raw.addIcmpvFilter(SocketCalls.getInt(fd, IPPROTO_RAW, ICMP_FILTER));
        } else if (v6 && type.protocol() == IPPROTO_ICMPV6) {
            ByteBuffer filter = ByteBuffer.wrap(
                            SocketCalls.getBytes(fd, IPPROTO_ICMPV6, ICMPV6_FILTER, ICMPV6_FILTER_SIZE))
                    .order(ByteOrder.nativeOrder());
            while (filter.hasRemaining()) {
                raw.addIcmpvFilter(filter.getInt());
            }
        }
        return raw.build();
    }

    private static void restoreRaw(Fd fd, SocketType type, IpOptsRawEntry raw) {
        boolean v6 = type.family() == AF_INET6;
        if (raw.getHdrincl()) {
            SocketCalls.setInt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_HDRINCL : IP_HDRINCL, 1);
        }
        if (raw.getNodefrag()) {
            SocketCalls.setInt(fd, IPPROTO_IP, IP_NODEFRAG, 1);
        }
        if (raw.getIcmpvFilterCount() == 1) {
            SocketCalls.setInt(fd, IPPROTO_RAW, ICMP_FILTER, raw.getIcmpvFilter(0));
        } else if (raw.getIcmpvFilterCount() * Integer.BYTES == ICMPV6_FILTER_SIZE) {
            ByteBuffer filter = ByteBuffer.allocate(ICMPV6_FILTER_SIZE).order(ByteOrder.nativeOrder());
            raw.getIcmpvFilterList().forEach(filter::putInt);
            SocketCalls.setBytes(fd, IPPROTO_ICMPV6, ICMPV6_FILTER, filter.array());
        }
    }

    /** Allows local addresses that this host does not have (yet), both for bind(2) and for the route of connect(2). */
    static void allowForeignAddresses(Fd fd, SocketType type) {
        foreign(fd, type, true);
        transparent(fd, type, true);
    }

    static void foreign(Fd fd, SocketType type, boolean on) {
        boolean v6 = type.family() == AF_INET6;
        SocketCalls.setInt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_FREEBIND : IP_FREEBIND, on ? 1 : 0);
    }

    private static void transparent(Fd fd, SocketType type, boolean on) {
        boolean v6 = type.family() == AF_INET6;
        SocketCalls.setInt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_TRANSPARENT : IP_TRANSPARENT, on ? 1 : 0);
    }

    /** Takes that back, and sets what the socket had. */
    static void restore(Fd fd, SocketType type, InetSkEntry entry, boolean foreignAllowed) {
        IpOptsEntry opts = entry.getIpOpts();
        if (type.isRaw() && opts.hasRaw()) {
            restoreRaw(fd, type, opts.getRaw());
        }
        if (foreignAllowed) {
            transparent(fd, type, isTransparent(type, entry));
        }
        if (foreignAllowed || opts.getFreebind() || entry.getCrjFreelyBound()) {
            foreign(fd, type, opts.getFreebind());
        }
        if (opts.getPktinfo()) {
            boolean v6 = type.family() == AF_INET6;
            SocketCalls.setInt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVPKTINFO : IP_PKTINFO, 1);
        }
        if (opts.hasTtl() && opts.getTtl() != ip(fd, IP_TTL)) {
            SocketCalls.setInt(fd, IPPROTO_IP, IP_TTL, opts.getTtl());
        }
        if (opts.hasTos()) {
            SocketCalls.setInt(fd, IPPROTO_IP, IP_TOS, opts.getTos());
        }
    }

    private static boolean isTransparent(SocketType type, InetSkEntry entry) {
        int option = type.family() == AF_INET6 ? IPV6_TRANSPARENT : IP_TRANSPARENT;
        return entry.getCrjOptionsList().stream()
                .anyMatch(o -> o.getName() == option && o.getLevel() != SOL_SOCKET && o.getLevel() != IPPROTO_TCP);
    }

    private static int ip(Fd fd, int option) {
        return SocketCalls.getInt(fd, IPPROTO_IP, option);
    }
}
