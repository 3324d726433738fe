package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.In.*;
import static io.crj.engine.linux.abi.SyscallNumber.GETSOCKOPT;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Multicast groups of sockets, of both families; ip(7), RFC 3678 section 5, {@code struct group_filter} of linux/in.h. */
public final class MulticastCalls {

    /** {@code struct sockaddr_storage}. */
    private static final int ADDRESS_SIZE = 128;
    /** {@code struct group_req}: interface, group; {@code struct group_source_req}: the source as well. */
    private static final int GROUP = 8;

    private static final int SOURCE = GROUP + ADDRESS_SIZE;
    /** {@code struct group_filter}: interface, group, mode, count, sources. */
    private static final int MODE = GROUP + ADDRESS_SIZE;

    private static final int COUNT = MODE + Integer.BYTES;
    private static final int SOURCES = COUNT + Integer.BYTES;

    private static final int MAX_SOURCES = 128;

    private MulticastCalls() {}

    /**
     * Which sources of a group a socket hears.
     *
     * @param mode MCAST_INCLUDE or MCAST_EXCLUDE
     */
    public record Filter(int mode, List<InetEndpoint> sources) {}

    private static int level(InetEndpoint group) {
        return group.words().size() == 1 ? IPPROTO_IP : IPPROTO_IPV6;
    }

    /** Empty when the socket is not in the group at that interface. */
    public static Optional<Filter> filter(Fd fd, int interfaceIndex, InetEndpoint group) {
        try (NativeBuffer filter = NativeBuffer.allocate(SOURCES + (long) MAX_SOURCES * ADDRESS_SIZE);
                NativeBuffer length = NativeBuffer.allocate(Integer.BYTES)) {
            filter.putInt(0, interfaceIndex).putInt(COUNT, MAX_SOURCES);
            put(filter, GROUP, group);
            length.putInt(0, SOURCES + MAX_SOURCES * ADDRESS_SIZE);
            long result = Syscalls.get()
                    .call(GETSOCKOPT, fd.number(), level(group), MCAST_MSFILTER, filter.address(), length.address(), 0);
            if (result == -Errno.EADDRNOTAVAIL || result == -Errno.ENODEV) {
                return Optional.empty();
            }
            check(result, "getsockopt", fd + " MCAST_MSFILTER of " + group);
            List<InetEndpoint> sources = new ArrayList<>();
            for (int i = 0; i < Math.min(filter.getInt(COUNT), MAX_SOURCES); i++) {
                sources.add(get(filter, SOURCES + i * ADDRESS_SIZE));
            }
            return Optional.of(new Filter(filter.getInt(MODE), sources));
        }
    }

    /** Joins it at an interface. */
    public static void join(Fd fd, int interfaceIndex, InetEndpoint group, Filter filter) {
        if (filter.mode == MCAST_INCLUDE) {
            filter.sources.forEach(source -> set(fd, MCAST_JOIN_SOURCE_GROUP, interfaceIndex, group, source));
            return;
        }
        set(fd, MCAST_JOIN_GROUP, interfaceIndex, group, null);
        filter.sources.forEach(source -> set(fd, MCAST_BLOCK_SOURCE, interfaceIndex, group, source));
    }

    private static void set(Fd fd, int option, int interfaceIndex, InetEndpoint group, InetEndpoint source) {
        int size = source == null ? SOURCE : SOURCE + ADDRESS_SIZE;
        try (NativeBuffer request = NativeBuffer.allocate(size)) {
            request.putInt(0, interfaceIndex);
            put(request, GROUP, group);
            if (source != null) {
                put(request, SOURCE, source);
            }
            SocketCalls.setMemory(fd, level(group), option, request.address(), size);
        }
    }

    private static void put(NativeBuffer out, int at, InetEndpoint address) {
        try (NativeBuffer encoded = NativeBuffer.allocate(ADDRESS_SIZE)) {
            address.encode(encoded);
            out.putBytes(at, encoded.getBytes(0, address.sizeBytes()));
        }
    }

    private static InetEndpoint get(NativeBuffer in, int at) {
        try (NativeBuffer encoded = NativeBuffer.of(in.getBytes(at, ADDRESS_SIZE))) {
            return InetEndpoint.decode(encoded);
        }
    }
}
