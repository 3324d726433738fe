package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.*;
import static io.crj.engine.linux.abi.Socket.AF_INET6;
import static io.crj.engine.linux.abi.Socket.SOCK_CLOEXEC;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;

import com.google.protobuf.ByteString;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.SkOption;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.SharedState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Options that CRIU's images have no field for: carried as they are where they differ from a fresh socket's; socket(7),
 * ip(7), ipv6(7), tcp(7), udp(7).
 */
final class FurtherOptions {

    private static final int MAX_VALUE_BYTES = 16;

    /** Levels, and the options of each. */
    private static final Map<Integer, int[]> OPTIONS = Map.of(
            // SO_TIMESTAMP, _TIMESTAMPNS, _TIMESTAMPING, _RXQ_OVFL, _SELECT_ERR_QUEUE, _BUSY_POLL, _MAX_PACING_RATE,
            // _ZEROCOPY
            SOL_SOCKET, new int[] {29, 35, 37, 40, 45, 46, 47, 60},
            // IP_RECVOPTS, _MTU_DISCOVER, _RECVERR, _RECVTTL, _RECVTOS, _RECVORIGDSTADDR, _MINTTL, _CHECKSUM,
            // _BIND_ADDRESS_NO_PORT, _RECVFRAGSIZE, _MULTICAST_TTL, _MULTICAST_LOOP, _MULTICAST_ALL
            IPPROTO_IP, new int[] {6, 10, 11, 12, 13, 20, 21, 23, 24, 25, 33, 34, 49},
            // IPV6_UNICAST_HOPS, _MULTICAST_HOPS, _MULTICAST_LOOP, _MTU_DISCOVER, _RECVERR, _MULTICAST_ALL,
            // _RECVHOPLIMIT,
            // _DONTFRAG, _RECVTCLASS, _TCLASS, _AUTOFLOWLABEL, _ADDR_PREFERENCES, _MINHOPCOUNT, _RECVORIGDSTADDR
            IPPROTO_IPV6, new int[] {16, 18, 19, 23, 25, 29, 51, 62, 66, 67, 70, 72, 73, 74},
            // TCP_SYNCNT, _LINGER2, _DEFER_ACCEPT, _CONGESTION, _THIN_LINEAR_TIMEOUTS, _USER_TIMEOUT, _FASTOPEN,
            // _NOTSENT_LOWAT, _SAVE_SYN, _FASTOPEN_CONNECT, _INQ
            IPPROTO_TCP, new int[] {7, 8, 9, 13, 16, 18, 23, 25, 27, 30, 36},
            // UDP_NO_CHECK6_TX, _NO_CHECK6_RX, _SEGMENT, _GRO
            IPPROTO_UDP, new int[] {101, 102, 103, 104});

    /** Those of them that a stream cannot have. */
    private static final Set<Key> MULTICAST = Set.of(
            new Key(IPPROTO_IP, 33),
            new Key(IPPROTO_IP, 34),
            new Key(IPPROTO_IP, 49),
            new Key(IPPROTO_IPV6, 18),
            new Key(IPPROTO_IPV6, 19),
            new Key(IPPROTO_IPV6, 29));

    private record Key(int level, int name) {}

    private record Defaults(SocketType type) {}

    private FurtherOptions() {}

    static List<SkOption> dump(Fd fd, SocketType type, SharedState state) {
        Map<Key, ByteString> defaults = state.shared(new Defaults(type), () -> defaults(type));
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
    static void restore(Fd fd, List<SkOption> options) {
        for (SkOption option : options) {
            int[] known = OPTIONS.getOrDefault(option.getLevel(), new int[0]);
            if (Arrays.stream(known).noneMatch(name -> name == option.getName())
                    || option.getValue().size() > MAX_VALUE_BYTES) {
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
    private static Map<Key, ByteString> defaults(SocketType type) {
        Map<Key, ByteString> values = new LinkedHashMap<>();
        try (Fd fresh = SocketCalls.socket(type.family(), type.type() | SOCK_CLOEXEC, type.protocol())) {
            OPTIONS.forEach((level, names) -> {
                if (level == IPPROTO_IPV6 && type.family() != AF_INET6
                        || level == IPPROTO_TCP && !type.isTcp()
                        || level == IPPROTO_UDP && !type.isUdp()) {
                    return;
                }
                for (int name : names) {
                    Key key = new Key(level, name);
                    if (type.isTcp() && MULTICAST.contains(key)) {
                        continue;
                    }
                    try {
                        values.put(key, get(fresh, key));
                    } catch (SyscallException e) {
                        continue;
                    }
                }
            });
        }
        return values;
    }

    private static ByteString get(Fd fd, Key key) {
        return ByteString.copyFrom(SocketCalls.getBytes(fd, key.level, key.name, MAX_VALUE_BYTES));
    }
}
