package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.Tcp.*;
import static io.crj.engine.testing.TestNetwork.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.testing.TestNetwork;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of which one end, or both, have said their last. */
class TcpClosingTest {

    private static final long TO_SERVER = 5_000;
    private static final long TO_CLIENT = 7_000;

    private final TestNetwork network = new TestNetwork();

    @AfterEach
    void close() {
        network.close();
    }

    private void inNetwork(String address, Scenario scenario) {
        network.run(() -> {
            command(
                    "nft",
                    "add table inet watch; add chain inet watch out { type filter hook output priority 0; };"
                            + " add rule inet watch out tcp flags & rst != 0 counter");
            try (TcpPair pair = new TcpPair(InetEndpoint.of(InetAddress.getByName(address), 0));
                    FakeMigration migration = new FakeMigration()) {
                TcpPair.fill(pair.client, 0, TO_SERVER);
                TcpPair.fill(pair.server, 0, TO_CLIENT);
                scenario.run(pair, migration);
                assertThat(command("nft", "list", "table", "inet", "watch")).contains("counter packets 0 bytes 0");
            }
        });
    }

    private interface Scenario {
        void run(TcpPair pair, FakeMigration migration) throws Exception;
    }

    /** Moves the server's end, which must be in {@code state} before and after. */
    private static void move(TcpPair pair, FakeMigration migration, int state) {
        awaitState(pair.server, state);
        FileEntry entry = migration.lock(pair.server).dump(pair.server);
        assertThat(entry.getIsk().getState()).isEqualTo(state);
        pair.server.close();
        pair.server = migration.restore(entry);
        migration.resume();
    }

    private static void awaitState(Fd socket, int state) {
        await().untilAsserted(() ->
                assertThat(TcpState.name(TcpInfo.read(socket).state())).isEqualTo(TcpState.name(state)));
    }

    private static void expectEnd(Fd socket) {
        assertThat(SocketCalls.poll(socket, POLLIN, 10_000) & POLLIN).isNotZero();
        assertThat(SocketCalls.receive(socket, 100, 0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldCarryWhatThePeerHasClosed(String address) {
        inNetwork(address, (pair, migration) -> {
            SocketCalls.shutdown(pair.client, SHUT_WR);
            move(pair, migration, TCP_CLOSE_WAIT);
            awaitState(pair.server, TCP_CLOSE_WAIT);
            TcpPair.expect(pair.server, 0, TO_SERVER);
            expectEnd(pair.server);
            TcpPair.fill(pair.server, TO_CLIENT, TO_CLIENT + 100);
            TcpPair.expect(pair.client, 0, TO_CLIENT + 100);
            SocketCalls.shutdown(pair.server, SHUT_WR);
            expectEnd(pair.client);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldCarryWhatThisEndHasClosed(String address) {
        inNetwork(address, (pair, migration) -> {
            SocketCalls.shutdown(pair.server, SHUT_WR);
            move(pair, migration, TCP_FIN_WAIT2);
            awaitState(pair.server, TCP_FIN_WAIT2);
            TcpPair.fill(pair.client, TO_SERVER, TO_SERVER + 100);
            TcpPair.expect(pair.server, 0, TO_SERVER + 100);
            TcpPair.expect(pair.client, 0, TO_CLIENT);
            expectEnd(pair.client);
            SocketCalls.shutdown(pair.client, SHUT_WR);
            expectEnd(pair.server);
        });
    }

    @Test
    void shouldCarryWhatThisEndHasClosedInBothDirections() {
        inNetwork("127.0.0.1", (pair, migration) -> {
            SocketCalls.shutdown(pair.server, SHUT_RDWR);
            move(pair, migration, TCP_FIN_WAIT2);
            awaitState(pair.server, TCP_FIN_WAIT2);
            assertThat(SocketCalls.poll(pair.server, POLLRDHUP)).isEqualTo(POLLRDHUP | POLLHUP);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldCarryAFinThatIsNotAcknowledged(String address) {
        inNetwork(address, (pair, migration) -> {
            migration.lock(pair.server);
            TcpPair.fill(pair.server, TO_CLIENT, TO_CLIENT + 100);
            SocketCalls.shutdown(pair.server, SHUT_WR);
            move(pair, migration, TCP_FIN_WAIT1);
            TcpPair.expect(pair.client, 0, TO_CLIENT + 100);
            expectEnd(pair.client);
            awaitState(pair.server, TCP_FIN_WAIT2);
            TcpPair.expect(pair.server, 0, TO_SERVER);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldCarryALastAck(String address) {
        inNetwork(address, (pair, migration) -> {
            SocketCalls.shutdown(pair.client, SHUT_WR);
            awaitState(pair.server, TCP_CLOSE_WAIT);
            migration.lock(pair.server);
            SocketCalls.shutdown(pair.server, SHUT_WR);
            move(pair, migration, TCP_LAST_ACK);
            TcpPair.expect(pair.server, 0, TO_SERVER);
            expectEnd(pair.server);
            TcpPair.expect(pair.client, 0, TO_CLIENT);
            expectEnd(pair.client);
            awaitState(pair.server, TCP_CLOSE);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldCarryBothClosingAtOnce(String address) {
        inNetwork(address, (pair, migration) -> {
            int port = SocketCalls.localEndpoint(pair.server).port();
            command(
                    "nft",
                    "add table inet half; add chain inet half out { type filter hook output priority 0; };"
                            + " add rule inet half out tcp sport " + port + " drop");
            SocketCalls.shutdown(pair.server, SHUT_WR);
            SocketCalls.shutdown(pair.client, SHUT_WR);
            awaitState(pair.server, TCP_CLOSING);
            migration.lock(pair.server);
            command("nft", "delete table inet half");
            move(pair, migration, TCP_CLOSING);
            TcpPair.expect(pair.server, 0, TO_SERVER);
            expectEnd(pair.server);
            TcpPair.expect(pair.client, 0, TO_CLIENT);
            expectEnd(pair.client);
        });
    }
}
