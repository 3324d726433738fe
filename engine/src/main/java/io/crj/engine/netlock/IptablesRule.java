package io.crj.engine.netlock;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packets of one direction of a connection, as a rule of iptables(8) in the form that CRIU gives it: packets that CRIU
 * marks while it restores a connection pass.
 */
record IptablesRule(InetAddress from, int fromPort, InetAddress to, int toPort) {

    /** What CRIU marks packets with that a lock lets through. */
    static final int CRIU_MARK = 0xC114;

    private static final Pattern SAVED =
            Pattern.compile("-s ([0-9a-f.:]+)/(?:32|128) -d ([0-9a-f.:]+)/(?:32|128) -p tcp"
                    + " -m mark ! --mark 0xc114 -m tcp --sport (\\d{1,5}) --dport (\\d{1,5})");

    static IptablesRule incoming(Connection connection) {
        return new IptablesRule(
                connection.remote(), connection.remotePort(), connection.local(), connection.localPort());
    }

    static IptablesRule outgoing(Connection connection) {
        return new IptablesRule(
                connection.local(), connection.localPort(), connection.remote(), connection.remotePort());
    }

    /** Reads what {@link #match} or CRIU wrote; empty for any other rule. */
    static Optional<IptablesRule> parse(String match) {
        Matcher saved = SAVED.matcher(match);
        if (!saved.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new IptablesRule(
                    // Digits only: nothing is looked up.
                    InetAddress.getByName(saved.group(1)),
                    Integer.parseInt(saved.group(3)),
                    InetAddress.getByName(saved.group(2)),
                    Integer.parseInt(saved.group(4))));
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }

    String match() {
        return "-s " + digits(from) + " -d " + digits(to) + " -p tcp -m mark ! --mark 0x"
                + Integer.toHexString(CRIU_MARK) + " -m tcp --sport " + fromPort + " --dport " + toPort;
    }

    /** Without the interface that Java puts behind a link-local address. */
    static String digits(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
