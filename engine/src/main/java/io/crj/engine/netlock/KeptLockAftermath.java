package io.crj.engine.netlock;

import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.Side;
import io.crj.engine.journal.SideEffect;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The lock that a dump leaves for a restore: there from the end of the tree to the beginning of the next one. */
public final class KeptLockAftermath implements Aftermath {

    public static final String KIND = "kept-lock";

    private static final String METHOD = "method";
    private static final String RUN = "run";
    private static final String CONNECTIONS = "connections";
    private static final int PARTS = 4;

    /** A dump is going to leave it. */
    public static SideEffect left(NetworkLockMethod method, String runId, List<Connection> connections) {
        return effect(Side.DUMP, method, runId, connections);
    }

    /** A restore is going to remove it. */
    static SideEffect found(NetworkLockMethod method, String runId, List<Connection> connections) {
        return effect(Side.RESTORE, method, runId, connections);
    }

    private static SideEffect effect(Side side, NetworkLockMethod method, String runId, List<Connection> connections) {
        String all = connections.stream().map(KeptLockAftermath::text).collect(Collectors.joining(","));
        return SideEffect.of(KIND, Side.FACT, side.name(), METHOD, method.name(), RUN, runId, CONNECTIONS, all);
    }

    private static String text(Connection connection) {
        return String.join(
                " ",
                IptablesRule.digits(connection.local()),
                Integer.toString(connection.localPort()),
                IptablesRule.digits(connection.remote()),
                Integer.toString(connection.remotePort()));
    }

    @Override
    public void undo(Map<String, String> facts) {
        if (Side.of(facts) == Side.DUMP) {
            lock(facts).release(connections(facts));
        }
    }

    @Override
    public void complete(Map<String, String> facts) {
        if (Side.of(facts) == Side.RESTORE) {
            lock(facts).release(connections(facts));
        } else if (!lock(facts).isHeld(connections(facts))) {
            lock(facts).hold(connections(facts));
        }
    }

    private static KeptLock lock(Map<String, String> facts) {
        return NetworkLocks.kept(
                NetworkLockMethod.valueOf(SideEffect.fact(facts, METHOD)), SideEffect.fact(facts, RUN));
    }

    private static List<Connection> connections(Map<String, String> facts) {
        List<Connection> connections = new ArrayList<>();
        if (SideEffect.fact(facts, CONNECTIONS).isEmpty()) {
            return connections;
        }
        for (String text : SideEffect.fact(facts, CONNECTIONS).split(",")) {
            String[] parts = text.split(" ");
            if (parts.length != PARTS) {
                throw new EngineException("the journal names a connection \"" + text + "\"");
            }
            connections.add(new Connection(
                    address(parts[0]), Integer.parseInt(parts[1]), address(parts[2]), Integer.parseInt(parts[3])));
        }
        return connections;
    }

    private static InetAddress address(String digits) {
        try {
            // Digits only: nothing is looked up.
            return InetAddress.getByName(digits);
        } catch (UnknownHostException e) {
            throw new EngineException("the journal names an address \"" + digits + "\"", e);
        }
    }
}
