package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.Socket.AF_INET;
import static io.crj.engine.linux.abi.Socket.AF_INET6;

import io.crj.engine.linux.abi.In;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An IPv4 or IPv6 socket address; {@code struct sockaddr_in} and {@code sockaddr_in6}, linux/in.h, linux/in6.h.
 *
 * @param family AF_INET or AF_INET6
 * @param words the address as one or four 32-bit words, each as it lies in memory (network byte order)
 * @param port in host byte order
 * @param scopeId interface index of a link-local IPv6 address, else 0
 */
public record InetEndpoint(int family, List<Integer> words, int port, int scopeId) {

    public InetEndpoint {
        words = List.copyOf(words);
        if (words.size() != wordsOf(family) || (port & ~0xffff) != 0) {
            throw new IllegalArgumentException("not an address of family " + family + ": " + words + " port " + port);
        }
    }

    /** Any address, any port. */
    public static InetEndpoint any(int family) {
        return new InetEndpoint(family, Collections.nCopies(wordsOf(family), 0), 0, 0);
    }

    /** An address of its own family; IPv4-mapped IPv6 addresses count as IPv4, as everywhere in Java. */
    public static InetEndpoint of(InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        List<Integer> words = new ArrayList<>();
        while (in.hasRemaining()) {
            words.add(in.getInt());
        }
        return new InetEndpoint(bytes.length == 4 ? AF_INET : AF_INET6, words, port, 0);
    }

    private static int wordsOf(int family) {
        return switch (family) {
            case AF_INET -> 1;
            case AF_INET6 -> 4;
            default -> throw new IllegalArgumentException("address family " + family + " is neither IPv4 nor IPv6");
        };
    }

    public boolean isWildcard() {
        return words.stream().allMatch(w -> w == 0);
    }

    /** The address; an IPv4-mapped one as IPv4. */
    public InetAddress address() {
        ByteBuffer bytes = ByteBuffer.allocate(words.size() * Integer.BYTES).order(ByteOrder.nativeOrder());
        words.forEach(bytes::putInt);
        try {
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is 4 or 16
        }
    }

    /** Whether it is an IPv6 address that only means something together with an interface. */
    public boolean isLinkLocal() {
        return family == AF_INET6 && address().isLinkLocalAddress();
    }

    int sizeBytes() {
        return family == AF_INET ? In.SOCKADDR_IN_SIZE : In.SOCKADDR_IN6_SIZE;
    }

    void encode(NativeBuffer out) {
        for (int i = 0; i < sizeBytes(); i += Integer.BYTES) {
            out.putInt(i, 0);
        }
        out.putShort(0, family);
        out.putByte(In.SIN_PORT, port >>> 8).putByte(In.SIN_PORT + 1, port);
        int base = family == AF_INET ? In.SIN_ADDR : In.SIN6_ADDR;
        for (int i = 0; i < words.size(); i++) {
            out.putInt(base + i * Integer.BYTES, words.get(i));
        }
        if (family == AF_INET6) {
            out.putInt(In.SIN6_SCOPE_ID, scopeId);
        }
    }

    static InetEndpoint decode(NativeBuffer in) {
        int family = in.getUnsignedShort(0);
        int port = in.getUnsignedByte(In.SIN_PORT) << 8 | in.getUnsignedByte(In.SIN_PORT + 1);
        if (family == AF_INET) {
            return new InetEndpoint(family, List.of(in.getInt(In.SIN_ADDR)), port, 0);
        }
        List<Integer> words = new ArrayList<>();
        for (int i = 0; i < wordsOf(family); i++) {
            words.add(in.getInt(In.SIN6_ADDR + i * Integer.BYTES));
        }
        return new InetEndpoint(family, words, port, in.getInt(In.SIN6_SCOPE_ID));
    }

    @Override
    public String toString() {
        String host = address().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
