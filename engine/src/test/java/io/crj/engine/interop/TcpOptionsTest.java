package io.crj.engine.interop;

import static io.crj.engine.testing.TestNetwork.command;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.engine.testing.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server, its clients and what becomes of their connections; in a network of its own, between crj and CRIU. */
class TcpOptionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PORT = 7001;

    private final TestNetwork network = new TestNetwork();

    @TempDir
    Path tmp;

    private Path image;
    private Path events;

    @BeforeEach
    void createImageDirectory() throws IOException {
        image = Files.createDirectory(tmp.resolve("image"));
        events = tmp.resolve("events");
    }

    @AfterEach
    void close() {
        network.close();
    }

    @ParameterizedTest
    @CsvSource({
        "crj, crj, nftables",
        "crj, crj, iptables",
        "crj, criu, nftables",
        "crj, criu, iptables",
        "criu, crj, nftables",
        "criu, crj, iptables",
    })
    void shouldKeepConnectionsLockedUntilTheyAreRestored(String dumper, String restorer, String lock) {
        network.run(() -> {
            try (Subject server = start();
                    Socket client = connect()) {
                echo(client, "one");
                dump(dumper, server, "--tcp-established", "--network-lock", lock);
                // Without a lock this is answered by a reset.
                send(client, "two");
                assertThat(rules()).contains("drop");
                restore(restorer, "--tcp-established");
                assertThat(receive(client, 3)).isEqualTo("two");
                echo(client, "three");
                assertThat(rules()).doesNotContain("drop");
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"crj, crj", "crj, criu", "criu, crj"})
    void shouldLockNothingWhenToldTo(String dumper, String restorer) {
        network.run(() -> {
            try (Subject server = start();
                    Socket client = connect()) {
                echo(client, "one");
                dump(dumper, server, "--tcp-established", "--network-lock", "skip");
                assertThat(rules()).doesNotContain("drop");
                restore(restorer, "--tcp-established");
                echo(client, "two");
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"crj, crj", "crj, criu", "criu, crj"})
    void shouldCloseConnectionsAndGoOnListening(String dumper, String restorer) {
        network.run(() -> {
            try (Subject server = start();
                    Socket client = connect()) {
                echo(client, "one");
                dump(dumper, server, "--tcp-close");
                assertThat(rules()).doesNotContain("drop");
                assertThat(isEnded(client)).isTrue();
                if (restorer.equals("crj")) {
                    assertThat(Crj.refuse("restore", "-D", image.toString(), "-d"))
                            .contains("--tcp-close");
                }
                restore(restorer, "--tcp-close");
                awaitEvent("ended");
                try (Socket next = connect()) {
                    echo(next, "two");
                }
            }
        });
    }

    @Test
    void shouldRefuseToRestoreConnectionsThatAreNotLockedAnyMore() {
        network.run(() -> {
            try (Subject server = start();
                    Socket client = connect()) {
                echo(client, "one");
                dump("crj", server, "--tcp-established");
                command("nft", "flush", "ruleset");
                String hostName =
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
                assertThat(Crj.refuse("restore", "-D", image.toString(), "-d", "--tcp-established"))
                        .contains("nftables table inet CRIU-", "on host " + hostName, "--network-lock skip");
                server.awaitGone();
                assertThat(command("nft", "list", "ruleset")).isEmpty();

                restore("crj", "--tcp-established", "--network-lock", "skip");
                echo(client, "two");
            }
        });
    }

    @Test
    void shouldRefuseEstablishedConnectionsByNameOfTheOptions() {
        network.run(() -> {
            try (Subject server = start();
                    Socket client = connect()) {
                echo(client, "one");
                assertThat(Crj.refuse("dump", "-t", pid(server), "-D", image.toString()))
                        .contains("--tcp-established", "--tcp-close");
                echo(client, "two");
            }
        });
    }

    @Test
    void shouldLeaveConnectionsBehindThatNobodyHasAccepted() {
        network.run(() -> {
            try (Subject server = start();
                    Socket accepted = connect()) {
                echo(accepted, "one");
                server.signal("STOP");
                try (Socket waiting = connect()) {
                    assertThat(Crj.refuse("dump", "-t", pid(server), "-D", image.toString(), "--tcp-established"))
                            .contains("wait to be accepted", "--skip-in-flight");
                    dump("crj", server, "--tcp-established", "--skip-in-flight");
                    assertThat(isEnded(waiting)).isTrue();
                }
                restore("crj", "--tcp-established");
                server.signal("CONT");
                echo(accepted, "two");
                try (Socket next = connect()) {
                    echo(next, "three");
                }
            }
        });
    }

    private Subject start() throws Exception {
        Subject server = Subject.of(
                tmp,
                "python3",
                Path.of("src/test/victims/echo.py").toAbsolutePath().toString(),
                Integer.toString(PORT),
                events.toString());
        awaitEvent("ready");
        return server;
    }

    private void awaitEvent(String event) {
        await().atMost(PATIENCE)
                .until(() -> Files.exists(events) && Files.readAllLines(events).contains(event));
    }

    private static Socket connect() throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), PORT);
        client.setSoTimeout((int) PATIENCE.toMillis());
        return client;
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String receive(Socket client, int length) throws IOException {
        try {
            return new String(client.getInputStream().readNBytes(length), US_ASCII);
        } catch (SocketTimeoutException silent) {
            throw new AssertionError(state("no " + length + " bytes came to port " + client.getLocalPort()), silent);
        }
    }

    /** What helps to find out why. */
    private static String state(String what) {
        return what + "\n" + command("ss", "-tanpiem") + rules() + command("ps", "-eo", "pid,stat,wchan:20,args");
    }

    private static void echo(Socket client, String text) throws IOException {
        send(client, text);
        assertThat(receive(client, text.length())).isEqualTo(text);
    }

    /** Whether the other end says that the connection is over. */
    private static boolean isEnded(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        } catch (SocketTimeoutException silent) {
            throw new AssertionError(state("nothing ended port " + client.getLocalPort()), silent);
        }
    }

    private static String pid(Subject server) {
        return Integer.toString(server.pid());
    }

    private void dump(String tool, Subject server, String... options) throws Exception {
        if (tool.equals("crj")) {
            Crj.run(line(List.of("dump", "-t", pid(server), "-D", image.toString()), options));
        } else {
            CriuPeer.dump(server.pid(), image, options);
        }
        server.awaitGone();
    }

    private void restore(String tool, String... options) throws Exception {
        if (tool.equals("crj")) {
            Crj.run(line(List.of("restore", "-D", image.toString(), "-d"), options));
        } else {
            CriuPeer.restore(image, options);
        }
    }

    private static String[] line(List<String> command, String... options) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(options));
        return line.toArray(String[]::new);
    }

    /** All packet filters, as nft sees those of iptables too. */
    private static String rules() {
        return command("nft", "list", "ruleset");
    }
}
