package io.crj.engine.resource;

import static io.crj.engine.linux.abi.In.*;
import static io.crj.engine.linux.abi.Netlink.SOL_NETLINK;
import static io.crj.engine.linux.abi.Socket.*;

import com.google.protobuf.ByteString;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.SkOption;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Options that CRIU's images have no field for: carried as they are where they differ from a fresh socket's; socket(7),
 * ip(7), ipv6(7), tcp(7), udp(7), raw(7), unix(7), packet(7), netlink(7).
 */
public final class FurtherOptions {

    private static final int MAX_VALUE_BYTES = 32;

    /** SO_TIMESTAMP, _TIMESTAMPNS, _TIMESTAMPING, _RXQ_OVFL: these every socket can have. */
    private static final List<Integer> ANY = List.of(29, 35, 37, 40);

    /** Levels, and the options of each. */
    private static final Map<Integer, List<Integer>> OPTIONS = Map.of(
            // further: SO_PEEK_OFF, _SELECT_ERR_QUEUE, _BUSY_POLL, _MAX_PACING_RATE, _ZEROCOPY, _PASSPIDFD, _PASSRIGHTS
            SOL_SOCKET, List.of(29, 35, 37, 40, 42, 45, 46, 47, 60, 76, 83),
            // IP_RECVOPTS, _MTU_DISCOVER, _RECVERR, _RECVTTL, _RECVTOS, _TRANSPARENT, _RECVORIGDSTADDR, _MINTTL,
            // _CHECKSUM,
            // _BIND_ADDRESS_NO_PORT, _RECVFRAGSIZE, _RECVERR_RFC4884, _MULTICAST_TTL, _MULTICAST_LOOP,
            // _MULTICAST_ALL, _LOCAL_PORT_RANGE
            IPPROTO_IP, List.of(6, 10, 11, 12, 13, 19, 20, 21, 23, 24, 25, 26, 33, 34, 49, 51),
            // IPV6_CHECKSUM, _UNICAST_HOPS, _MULTICAST_HOPS, _MULTICAST_LOOP, _MTU_DISCOVER, _RECVERR,
            // _MULTICAST_ALL, _RECVERR_RFC4884, _RECVHOPLIMIT, _RECVTCLASS, _DONTFRAG, _TCLASS, _AUTOFLOWLABEL,
            // _ADDR_PREFERENCES, _MINHOPCOUNT, _RECVORIGDSTADDR,
            // _TRANSPARENT
            IPPROTO_IPV6, List.of(7, 16, 18, 19, 23, 25, 29, 31, 51, 66, 62, 67, 70, 72, 73, 74, 75),
            // TCP_SYNCNT, _LINGER2, _DEFER_ACCEPT, _CONGESTION, _THIN_LINEAR_TIMEOUTS, _USER_TIMEOUT, _FASTOPEN,
            // _NOTSENT_LOWAT, _SAVE_SYN, _FASTOPEN_CONNECT, _INQ
            IPPROTO_TCP, List.of(7, 8, 9, 13, 16, 18, 23, 25, 27, 30, 36),
            // UDP_CORK, UDPLITE_SEND_CSCOV, _RECV_CSCOV, UDP_NO_CHECK6_TX, _NO_CHECK6_RX, _SEGMENT, _GRO
            IPPROTO_UDP, List.of(1, 10, 11, 101, 102, 103, 104),
            // PACKET_TX_HAS_OFF, _QDISC_BYPASS, _IGNORE_OUTGOING
            SOL_PACKET, List.of(19, 20, 23),
            // NETLINK_PKTINFO, _BROADCAST_ERROR, _NO_ENOBUFS, _CAP_ACK, _EXT_ACK, _GET_STRICT_CHK
            SOL_NETLINK, List.of(3, 4, 5, 10, 11, 12));

    /** Those of them that a stream cannot have. */
    private static final Set<Key> MULTICAST = Set.of(
            new Key(IPPROTO_IP, 33),
            new Key(IPPROTO_IP, 34),
            new Key(IPPROTO_IP, 49),
            new Key(IPPROTO_IPV6, 18),
            new Key(IPPROTO_IPV6, 19),
            new Key(IPPROTO_IPV6, 29));

    private record Key(int level, int name) {}

    /** The arguments of socket(2). */
    private record Kind(int family, int type, int protocol) {}

    private FurtherOptions() {}

    /** Those of {@code fd} that a fresh socket of its kind would not have. */
    public static List<SkOption> dump(Fd fd, SharedState state) {
        Kind kind = new Kind(
                SocketCalls.getInt(fd, SOL_SOCKET, SO_DOMAIN),
                SocketCalls.getInt(fd, SOL_SOCKET, SO_TYPE),
                SocketCalls.getInt(fd, SOL_SOCKET, SO_PROTOCOL));
        Map<Key, ByteString> defaults = state.shared(kind, () -> defaults(kind));
        List<SkOption> options = new ArrayList<>();
        defaults.forEach((key, usual) -> {
            ByteString value = get(fd, key);
            if (!value.equals(usual)) {
                options.add(SkOption.newBuilder()
                        .setLevel(key.level)
                        .setName(key.name)
                        .setValue(value)
                        .build());
            }
        });
        return options;
    }

    /** Before the socket is bound: some have no effect afterwards. */
    public static void restore(Fd fd, List<SkOption> options) {
        for (SkOption option : options) {
            List<Integer> known = OPTIONS.getOrDefault(option.getLevel(), List.of());
            if (!known.contains(option.getName()) || option.getValue().size() > MAX_VALUE_BYTES) {
                throw new ImageFormatException(
                        ImageKind.FILES.fileName(0),
                        "socket option " + option.getName() + " of level " + option.getLevel()
                                + " is not one of crj's");
            }
            SocketCalls.setBytes(
                    fd, option.getLevel(), option.getName(), option.getValue().toByteArray());
        }
    }

    /** What a fresh socket has; options this kernel does not know are left out. */
    private static Map<Key, ByteString> defaults(Kind kind) {
        Map<Key, ByteString> values = new LinkedHashMap<>();
        try (Fd fresh = SocketCalls.socket(kind.family, kind.type | SOCK_CLOEXEC, kind.protocol)) {
            OPTIONS.forEach((level, names) -> {
                for (int name : names) {
                    if (concerns(kind, level, name)) {
                        tryGet(fresh, new Key(level, name)).ifPresent(value -> values.put(new Key(level, name), value));
                    }
                }
            });
        }
        return values;
    }

    private static boolean concerns(Kind kind, int level, int name) {
        boolean inet = kind.family == AF_INET || kind.family == AF_INET6;
        boolean tcp = inet && kind.type == SOCK_STREAM;
        return switch (level) {
            case SOL_SOCKET -> inet == name < 70 || ANY.contains(name);
            case IPPROTO_IP ->
                inet && !(kind.family == AF_INET6 && name == 19) && !(tcp && MULTICAST.contains(new Key(level, name)));
            case IPPROTO_IPV6 -> kind.family == AF_INET6 && !(tcp && MULTICAST.contains(new Key(level, name)));
            case IPPROTO_TCP -> tcp;
            case IPPROTO_UDP -> inet && (kind.protocol == IPPROTO_UDP || kind.protocol == IPPROTO_UDPLITE);
            case SOL_PACKET -> kind.family == AF_PACKET;
            default -> kind.family == AF_NETLINK;
        };
    }

    private static Optional<ByteString> tryGet(Fd fd, Key key) {
        try {
            return Optional.of(get(fd, key));
        } catch (SyscallException e) {
            return Optional.empty();
        }
    }

    private static ByteString get(Fd fd, Key key) {
        return ByteString.copyFrom(SocketCalls.getBytes(fd, key.level, key.name, MAX_VALUE_BYTES));
    }
}
