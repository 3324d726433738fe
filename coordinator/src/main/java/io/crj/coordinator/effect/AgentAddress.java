package io.crj.coordinator.effect;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where an agent listens.
 *
 * @param host name or address
 * @param port 1 to 65535
 */
public record AgentAddress(String host, int port) {

    /** Where agents listen unless told otherwise. */
    public static final int DEFAULT_PORT = 7070;

    /**
     * Reads {@code HOST}, {@code HOST:PORT}, {@code [V6]:PORT} or a bare IPv6 address.
     *
     * @throws IllegalArgumentException with a sentence when it is none of these
     */
    public static AgentAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        boolean bareV6 = !bracketed && colon != text.indexOf(':');
        boolean hasPort = colon >= 0 && !bareV6 && !text.endsWith("]");
        String host = hasPort ? text.substring(0, colon) : text;
        if (bracketed) {
            if (!host.endsWith("]")) {
                throw malformed(text);
            }
            host = host.substring(1, host.length() - 1);
        }
        if (host.isBlank()) {
            throw malformed(text);
        }
        return new AgentAddress(host, hasPort ? port(text, text.substring(colon + 1)) : DEFAULT_PORT);
    }

    /** The address behind the name; a name nobody knows is an {@link UnknownHostException}. */
    InetAddress resolve() throws UnknownHostException {
        return InetAddress.getByName(host);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            throw malformed(text);
        }
        throw malformed(text);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("'" + text + "' is not HOST or HOST:PORT");
    }
}
