package io.crj.coordinator.log;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.StringJoiner;

/** Whether any of Kafka's bootstrap servers takes connections: told at once, where a client would try for a while. */
final class Bootstrap {

    private static final int CONNECT_MILLIS = 3_000;

    private Bootstrap() {}

    /** Throws a {@link MigrationLogException} that names each server that does not. */
    static void requireReachable(String servers) {
        StringJoiner failures = new StringJoiner(", ");
        for (String server : servers.split(",")) {
            int colon = server.lastIndexOf(':');
            String host = server.substring(0, colon).replaceAll("[\\[\\]]", "");
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1))), CONNECT_MILLIS);
                return;
            } catch (IOException | IllegalArgumentException away) {
                failures.add(server + " (" + away.getMessage() + ")");
            }
        }
        throw new MigrationLogException("no Kafka broker answers: " + failures, false, null);
    }
}
