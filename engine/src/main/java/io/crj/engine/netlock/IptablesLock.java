package io.crj.engine.netlock;

import java.util.ArrayList;
import java.util.List;

/**
 * Drops the connections' packets in two chains of its own, {@code crj-ID-in} and {@code crj-ID-out}, in iptables' table
 * {@code raw}: before routing, as {@link NftablesLock} does. For hosts where packet filters are iptables' alone.
 */
final class IptablesLock implements NetworkLock {

    private static final String TABLE = "raw";

    private final String in;
    private final String out;

    /** @param name see {@link TableName#ofChain} */
    IptablesLock(String name) {
        this.in = name + "-in";
        this.out = name + "-out";
    }

    @Override
    public void lock(List<Connection> connections, List<Listener> listeners) {
        for (AddressFamily family : AddressFamily.values()) {
            List<Connection> peers =
                    connections.stream().filter(c -> family.has(c.local())).toList();
            List<Listener> ports =
                    listeners.stream().filter(l -> family.has(l.local())).toList();
            Iptables iptables = new Iptables(family);
            boolean there = isThere(iptables);
            if (there || !peers.isEmpty() || !ports.isEmpty()) {
                iptables.change(TABLE, rules(peers, ports, there));
            }
        }
    }

    /** Naming a chain with a colon makes it anew, empty. */
    private List<String> rules(List<Connection> peers, List<Listener> ports, boolean there) {
        List<String> lines = new ArrayList<>(List.of(":" + in + " - [0:0]", ":" + out + " - [0:0]"));
        for (Connection peer : peers) {
            lines.add("-A " + in + " " + IptablesRule.incoming(peer).match() + " -j DROP");
            lines.add("-A " + out + " " + IptablesRule.outgoing(peer).match() + " -j DROP");
        }
        for (Listener port : ports) {
            String address = port.local().isAnyLocalAddress() ? "" : " -d " + IptablesRule.digits(port.local());
            lines.add("-A " + in + address + " -p tcp -m tcp --dport " + port.port() + " -j DROP");
        }
        if (!there) {
            lines.add("-I PREROUTING -j " + in);
            lines.add("-I OUTPUT -j " + out);
        }
        return lines;
    }

    @Override
    public void unlock() {
        for (AddressFamily family : AddressFamily.values()) {
            Iptables iptables = new Iptables(family);
            if (isThere(iptables)) {
                iptables.change(
                        TABLE,
                        List.of(
                                "-D PREROUTING -j " + in,
                                "-D OUTPUT -j " + out,
                                "-F " + in,
                                "-F " + out,
                                "-X " + in,
                                "-X " + out));
            }
        }
    }

    private boolean isThere(Iptables iptables) {
        return iptables.save(TABLE).contains("-A PREROUTING -j " + in);
    }

    @Override
    public String toString() {
        return "iptables chains " + in + " and " + out;
    }
}
