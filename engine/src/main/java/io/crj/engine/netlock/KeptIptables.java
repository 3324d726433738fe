package io.crj.engine.netlock;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Two rules for each connection, in iptables' chains INPUT and OUTPUT, where CRIU looks for them. */
final class KeptIptables implements KeptLock {

    private static final String TABLE = "filter";
    private static final Pattern DROP = Pattern.compile("-A (INPUT|OUTPUT) (.*) -j DROP");

    /** A rule and the chain it is in. */
    private record Placed(String chain, IptablesRule rule) {}

    @Override
    public void hold(List<Connection> connections) {
        for (AddressFamily family : AddressFamily.values()) {
            change(family, "-I", placed(family, connections));
        }
    }

    @Override
    public boolean isHeld(List<Connection> connections) {
        for (AddressFamily family : AddressFamily.values()) {
            List<Placed> wanted = placed(family, connections);
            if (!wanted.isEmpty() && !Set.copyOf(present(family)).containsAll(wanted)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void release(List<Connection> connections) {
        for (AddressFamily family : AddressFamily.values()) {
            Set<Placed> ours = placed(family, connections).stream().collect(Collectors.toUnmodifiableSet());
            if (!ours.isEmpty()) {
                change(
                        family,
                        "-D",
                        present(family).stream().filter(ours::contains).toList());
            }
        }
    }

    private static List<Placed> placed(AddressFamily family, List<Connection> connections) {
        List<Placed> rules = new ArrayList<>();
        for (Connection connection : connections) {
            if (family.has(connection.local())) {
                rules.add(new Placed("INPUT", IptablesRule.incoming(connection)));
                rules.add(new Placed("OUTPUT", IptablesRule.outgoing(connection)));
            }
        }
        return rules;
    }

    private static List<Placed> present(AddressFamily family) {
        List<Placed> rules = new ArrayList<>();
        for (String line : new Iptables(family).save(TABLE)) {
            Matcher drop = DROP.matcher(line);
            if (drop.matches()) {
                IptablesRule.parse(drop.group(2)).ifPresent(rule -> rules.add(new Placed(drop.group(1), rule)));
            }
        }
        return rules;
    }

    private static void change(AddressFamily family, String how, List<Placed> rules) {
        if (!rules.isEmpty()) {
            new Iptables(family)
                    .change(
                            TABLE,
                            rules.stream()
                                    .map(placed -> how + " " + placed.chain() + " "
                                            + placed.rule().match() + " -j DROP")
                                    .toList());
        }
    }

    @Override
    public String toString() {
        return "iptables rules with mark 0xc114 in INPUT and OUTPUT";
    }
}
