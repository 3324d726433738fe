package io.crj.engine.netaddr;

import io.crj.engine.linux.sys.InetEndpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of a network interface.
 *
 * @param prefixLength bits of the network part
 * @param device name of the interface
 */
public record ServiceAddress(InetAddress address, int prefixLength, String device) {

    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F.:]+)/([0-9]{1,3})@([^\\s/@]{1,15})");

    public ServiceAddress {
        if (prefixLength < 0 || prefixLength > address.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException(address.getHostAddress() + "/" + prefixLength + ": no such prefix");
        }
    }

    /** Parses {@code ADDRESS/PREFIX@DEVICE}, the form of {@link #toString()}. */
    public static ServiceAddress parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not ADDRESS/PREFIX@DEVICE, as in 10.0.0.7/24@eth0");
        }
        try {
            // Only digits, dots and colons: never a name that would be looked up.
            InetAddress address = InetAddress.getByName(matcher.group(1));
            return new ServiceAddress(address, Integer.parseInt(matcher.group(2)), matcher.group(3));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + matcher.group(1) + "\" is not an IP address", e);
        }
    }

    /** AF_INET or AF_INET6. */
    int family() {
        return InetEndpoint.of(address, 0).family();
    }

    /** Whether the other address is in the same network of the same interface. */
    boolean sharesNetworkWith(ServiceAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.address.getAddress();
        if (!device.equals(other.device) || prefixLength != other.prefixLength || mine.length != theirs.length) {
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
        return address.getHostAddress() + "/" + prefixLength + "@" + device;
    }
}
