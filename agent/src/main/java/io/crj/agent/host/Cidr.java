package io.crj.agent.host;

import io.crj.engine.netaddr.ServiceAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address and the length of its network's prefix, as they go over the wire; the device is each host's own.
 *
 * @param prefixLength bits of the network part
 */
public record Cidr(InetAddress address, int prefixLength) {

    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F:.]+)/(\\d{1,3})");

    /** Reads {@code ADDRESS/PREFIX}; anything else is an {@link IllegalArgumentException} that quotes it. */
    public static Cidr parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw wrong(text);
        }
        try {
            // The pattern lets no host name through, so that nothing is asked of a name server.
            InetAddress address = InetAddress.getByName(parts.group(1));
            int prefix = Integer.parseInt(parts.group(2));
            if (prefix > address.getAddress().length * Byte.SIZE) {
                throw wrong(text);
            }
            return new Cidr(address, prefix);
        } catch (UnknownHostException noAddress) {
            throw wrong(text);
        }
    }

    public static Cidr of(ServiceAddress address) {
        return new Cidr(address.address(), address.prefixLength());
    }

    /** Whether {@code other} is in the same network. */
    boolean covers(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((mine[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("'" + text + "' is not ADDRESS/PREFIX, as in 10.0.0.7/24");
    }
}
