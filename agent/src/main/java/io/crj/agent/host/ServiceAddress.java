package io.crj.agent.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address that may move between hosts.
 *
 * @param address the address itself
 * @param prefixLength of the network it is in, as {@code ip address add} wants it
 * @param device where it is added on this host; null: on the device that has another address of that network
 */
public record ServiceAddress(InetAddress address, int prefixLength, String device) {

    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F:.]+)/(\\d{1,3})(?:@([^@/\\s]{1,15}))?");

    /** Reads {@code ADDRESS/PREFIX[@DEVICE]}; anything else is an {@link IllegalArgumentException} that quotes it. */
    public static ServiceAddress parse(String text) {
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
            return new ServiceAddress(address, prefix, parts.group(3));
        } catch (UnknownHostException noAddress) {
            throw wrong(text);
        }
    }

    /** {@code ADDRESS/PREFIX}, as it goes over the wire. */
    public String cidr() {
        return address.getHostAddress() + "/" + prefixLength;
    }

    @Override
    public String toString() {
        return device == null ? cidr() : cidr() + "@" + device;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is no service address; write ADDRESS/PREFIX or ADDRESS/PREFIX@DEVICE");
    }
}
