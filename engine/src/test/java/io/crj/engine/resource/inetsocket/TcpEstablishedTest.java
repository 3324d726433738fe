package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.Tcp.*;
import static io.crj.engine.testing.TestNetwork.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.DumpOptions;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.testing.TestNetwork;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpEstablishedTest {

    private static final long LOTS = 64 << 20;

    private final TestNetwork network = new TestNetwork();

    @AfterEach
    void close() {
        network.close();
    }

    private static InetEndpoint endpoint(String address) throws UnknownHostException {
        return InetEndpoint.of(InetAddress.getByName(address), 0);
    }

    /** Counts the packets that would tell a peer that something is wrong. */
    private static void watchForResets() {
        command(
                "nft",
                "add table inet watch; add chain inet watch out { type filter hook output priority 0; };"
                        + " add rule inet watch out tcp flags & (rst|fin) != 0 counter");
    }

    private static void assertNoResets() {
        assertThat(command("nft", "list", "table", "inet", "watch")).contains("counter packets 0 bytes 0");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "::1, ::1", "::, 127.0.0.1"})
    void shouldCarryBothQueues(String listen, String connect) {
        network.run(() -> {
            watchForResets();
            try (TcpPair pair = new TcpPair(endpoint(listen), endpoint(connect));
                    FakeMigration migration = new FakeMigration()) {
                long toServer = TcpPair.fill(pair.client, 0, LOTS);
                long toClient = TcpPair.fill(pair.server, 0, LOTS);
                assertThat(toServer).isGreaterThan(300_000);
                assertThat(toClient).isGreaterThan(300_000);

                FileEntry entry = migration.lock(pair.server).dump(pair.server);
                pair.server.close();
                pair.server = migration.restore(entry);
                migration.resume();

                TcpPair.expect(pair.server, 0, toServer);
                TcpPair.expect(pair.client, 0, toClient);
                TcpPair.fill(pair.client, toServer, toServer + 1000);
                TcpPair.expect(pair.server, toServer, toServer + 1000);
                TcpPair.fill(pair.server, toClient, toClient + 1000);
                TcpPair.expect(pair.client, toClient, toClient + 1000);
                assertNoResets();
            }
        });
    }

    @Test
    void shouldCarryBothEndsOfAConnection() {
        network.run(() -> {
            watchForResets();
            try (TcpPair pair = new TcpPair(endpoint("127.0.0.1"));
                    FakeMigration migration = new FakeMigration()) {
                long toServer = TcpPair.fill(pair.client, 0, LOTS);
                long toClient = TcpPair.fill(pair.server, 0, 5_000);
                migration.lock(pair.server, pair.client, pair.listener);
                FileEntry server = migration.dump(pair.server);
                FileEntry client = migration.dump(pair.client);
                FileEntry listener = migration.dump(pair.listener);
                pair.close();
                try (Fd newClient = migration.restore(client);
                        Fd newListener = migration.restore(listener);
                        Fd newServer = migration.restore(server)) {
                    migration.resume();
                    TcpPair.expect(newServer, 0, toServer);
                    TcpPair.expect(newClient, 0, toClient);
                    assertThat(SocketCalls.getInt(newListener, SOL_SOCKET, SO_REUSEADDR))
                            .isZero();
                    assertThat(SocketCalls.getInt(newServer, SOL_SOCKET, SO_REUSEADDR))
                            .isZero();
                    assertNoResets();
                }
            }
        });
    }

    @Test
    void shouldGoOnAsIfNothingHadHappenedAfterAnAbort() {
        network.run(() -> {
            watchForResets();
            try (TcpPair pair = new TcpPair(endpoint("127.0.0.1"));
                    FakeMigration migration = new FakeMigration()) {
                SocketCalls.setInt(pair.server, SOL_SOCKET, SO_REUSEADDR, 1);
                long toClient = TcpPair.fill(pair.server, 0, LOTS);
                migration.lock(pair.server).dump(pair.server);
                migration.abort();
                assertThat(SocketCalls.getInt(pair.server, IPPROTO_TCP, TCP_REPAIR))
                        .isZero();
                assertThat(SocketCalls.getInt(pair.server, SOL_SOCKET, SO_REUSEADDR))
                        .isEqualTo(1);
                TcpPair.expect(pair.client, 0, toClient);
                TcpPair.fill(pair.client, 0, 1000);
                TcpPair.expect(pair.server, 0, 1000);
                assertNoResets();
            }
        });
    }

    @Test
    void shouldStaySilentWhenTheRestoreIsGivenUp() {
        network.run(() -> {
            watchForResets();
            try (TcpPair pair = new TcpPair(endpoint("127.0.0.1"));
                    FakeMigration migration = new FakeMigration()) {
                TcpPair.fill(pair.client, 0, 5_000);
                TcpPair.fill(pair.server, 0, 5_000);
                FileEntry entry = migration.lock(pair.server).dump(pair.server);
                pair.server.close();
                migration.restore(entry).close();
                migration.close();
                assertNoResets();
            }
        });
    }

    @Test
    void shouldCarryOptions() {
        network.run(() -> {
            try (TcpPair pair = new TcpPair(endpoint("127.0.0.1"));
                    FakeMigration migration = new FakeMigration()) {
                int[][] options = {
                    {SOL_SOCKET, SO_KEEPALIVE, 1}, {SOL_SOCKET, SO_PRIORITY, 3}, {SOL_SOCKET, SO_RCVLOWAT, 5},
                    {SOL_SOCKET, SO_OOBINLINE, 1}, {IPPROTO_TCP, TCP_NODELAY, 1}, {IPPROTO_TCP, TCP_CORK, 1},
                    {IPPROTO_TCP, TCP_KEEPIDLE, 17}, {IPPROTO_TCP, TCP_KEEPINTVL, 18}, {IPPROTO_TCP, TCP_KEEPCNT, 19}
                };
                for (int[] option : options) {
                    SocketCalls.setInt(pair.server, option[0], option[1], option[2]);
                }
                SocketCalls.setInt(pair.server, SOL_SOCKET, SO_SNDBUF, 50_000);
                TcpInfo before = TcpInfo.read(pair.server);
                byte[] linger = {1, 0, 0, 0, 9, 0, 0, 0};
                SocketCalls.setBytes(pair.server, SOL_SOCKET, SO_LINGER, linger);
                FileEntry entry = migration.lock(pair.server).dump(pair.server);
                pair.server.close();
                pair.server = migration.restore(entry);
                migration.resume();
                for (int[] option : options) {
                    assertThat(SocketCalls.getInt(pair.server, option[0], option[1]))
                            .as("level %d option %d", option[0], option[1])
                            .isEqualTo(option[2]);
                }
                assertThat(SocketCalls.getInt(pair.server, SOL_SOCKET, SO_SNDBUF))
                        .isEqualTo(100_000);
                assertThat(SocketCalls.getInt(pair.server, SOL_SOCKET, SO_BUF_LOCK))
                        .isEqualTo(SOCK_SNDBUF_LOCK);
                assertThat(SocketCalls.getBytes(pair.server, SOL_SOCKET, SO_LINGER, 8))
                        .isEqualTo(linger);
                assertThat(TcpInfo.read(pair.server)).isEqualTo(before);
            }
        });
    }

    @Test
    void shouldRefuseWithoutTheOption() {
        network.run(() -> {
            try (TcpPair pair = new TcpPair(endpoint("127.0.0.1"))) {
                DumpOptions options = DumpOptions.of(FakeMigration.pid());
                assertThatThrownBy(() -> FakeMigration.check(pair.server, options))
                        .isInstanceOf(UnsupportedResourceException.class)
                        .hasMessageContaining("pid " + FakeMigration.pid() + " fd " + pair.server.number())
                        .hasMessageContaining("--tcp-established");
                FakeMigration.check(pair.server, options.withTcpEstablished(true));
            }
        });
    }
}
