package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.*;
import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.Tcp.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.engine.DumpOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.SkShutdown;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.testing.TestNetwork;
import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are left behind: {@code --tcp-close}, {@code --skip-in-flight}, and those that have ended. */
class TcpCloseTest {

    private static final TreeOptions CLOSE =
            TreeOptions.builder().tcpClose(true).build();

    private final TestNetwork network = new TestNetwork();

    @AfterEach
    void close() {
        network.close();
    }

    private static InetEndpoint endpoint(String address) throws Exception {
        return InetEndpoint.of(InetAddress.getByName(address), 0);
    }

    private static void assertEnded(Fd socket) {
        assertThat(SocketCalls.receive(socket, 100, MSG_DONTWAIT)).isEmpty();
        assertThatThrownBy(() -> SocketCalls.send(socket, new byte[1], MSG_NOSIGNAL))
                .isInstanceOfSatisfying(
                        SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE));
        assertThat(SocketCalls.poll(socket, POLLRDHUP | POLLHUP)).isEqualTo(POLLRDHUP | POLLHUP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldComeBackClosedAndStaySoOnTheNextTrip(String address) {
        network.run(() -> {
            try (TcpPair pair = new TcpPair(endpoint(address));
                    FakeMigration migration = new FakeMigration().with(CLOSE)) {
                SocketCalls.setInt(pair.server, SOL_SOCKET, SO_KEEPALIVE, 1);
                TcpPair.fill(pair.client, 0, 5_000);
                FakeMigration.check(
                        pair.server, DumpOptions.of(FakeMigration.pid()).withTree(CLOSE));
                FileEntry entry = migration.dump(pair.server);
                assertThat(migration.image())
                        .noneSatisfy((name, content) -> assertThat(name).startsWith("tcp-stream"));
                assertThat(SocketCalls.getInt(pair.server, IPPROTO_TCP, TCP_REPAIR))
                        .isZero();
                TcpPair.expect(pair.server, 0, 5_000);

                pair.server.close();
                pair.server = migration.restore(entry);
                migration.resume();
                assertEnded(pair.server);
                assertThat(SocketCalls.getInt(pair.server, SOL_SOCKET, SO_KEEPALIVE))
                        .isEqualTo(1);
            }
            try (TcpPair pair = new TcpPair(endpoint(address));
                    FakeMigration first = new FakeMigration().with(CLOSE);
                    FakeMigration second = new FakeMigration()) {
                FileEntry entry = first.dump(pair.server);
                pair.server.close();
                pair.server = first.restore(entry);
                first.resume();
                FileEntry ended = second.dump(pair.server);
                assertThat(ended.getIsk().getShutdown()).isEqualTo(SkShutdown.BOTH);
                pair.server.close();
                pair.server = second.restore(ended);
                second.resume();
                assertEnded(pair.server);
            }
        });
    }

    @Test
    void shouldLeaveListenersAlone() {
        network.run(() -> {
            try (TcpPair pair = new TcpPair(endpoint("127.0.0.1"));
                    FakeMigration migration = new FakeMigration().with(CLOSE)) {
                InetEndpoint at = SocketCalls.localEndpoint(pair.listener);
                // As every server does: what is left of its connections keeps the port busy otherwise.
                SocketCalls.setInt(pair.listener, SOL_SOCKET, SO_REUSEADDR, 1);
                SocketCalls.setInt(pair.server, SOL_SOCKET, SO_REUSEADDR, 1);
                FileEntry entry = migration.dump(pair.listener);
                pair.listener.close();
                try (Fd listener = migration.restore(entry);
                        Fd client = SocketCalls.socket(at.family(), SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP)) {
                    migration.resume();
                    SocketCalls.connect(client, at);
                    SocketCalls.accept(listener).close();
                }
            }
        });
    }

    @Test
    void shouldCarryWhatBothHaveClosedWithWhatIsNotReadYet() {
        network.run(() -> {
            try (TcpPair pair = new TcpPair(endpoint("127.0.0.1"));
                    FakeMigration migration = new FakeMigration()) {
                DumpOptions options = DumpOptions.of(FakeMigration.pid());
                TcpPair.fill(pair.client, 0, 10);
                SocketCalls.shutdown(pair.client, SHUT_WR);
                SocketCalls.shutdown(pair.server, SHUT_WR);
                await().until(() -> TcpInfo.read(pair.server).state() == TCP_CLOSE);
                FakeMigration.check(pair.server, options);
                FileEntry entry = migration.dump(pair.server);
                pair.server.close();
                pair.server = migration.restore(entry);
                migration.resume();
                TcpPair.expect(pair.server, 0, 10);
                assertEnded(pair.server);
            }
        });
    }

    @Test
    void shouldRefuseARefusalOfWhichTheProcessHasNotHeard() {
        network.run(() -> {
            try (TcpPair pair = new TcpPair(endpoint("127.0.0.1"));
                    Fd caller = SocketCalls.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP)) {
                InetEndpoint nobody = SocketCalls.localEndpoint(pair.listener);
                pair.listener.close();
                assertThatThrownBy(() -> SocketCalls.connect(caller, nobody)).hasMessageContaining("EINPROGRESS");
                await().until(() -> TcpInfo.read(caller).state() == TCP_CLOSE);
                assertThatThrownBy(() -> FakeMigration.check(caller, DumpOptions.of(FakeMigration.pid())))
                        .isInstanceOf(UnsupportedResourceException.class)
                        .hasMessageContaining("was refused");
            }
        });
    }

    @Test
    void shouldLeaveConnectionsInTheAcceptQueueBehindOnlyWhenTold() {
        network.run(() -> {
            try (TcpPair pair = new TcpPair(endpoint("127.0.0.1"));
                    Fd waiting = SocketCalls.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP)) {
                SocketCalls.connect(waiting, SocketCalls.localEndpoint(pair.listener));
                await().until(() -> TcpInfo.read(pair.listener).acceptQueue() == 1);
                DumpOptions options = DumpOptions.of(FakeMigration.pid());
                assertThatThrownBy(() -> FakeMigration.check(pair.listener, options))
                        .isInstanceOf(UnsupportedResourceException.class)
                        .hasMessageContainingAll("1 connections", "wait to be accepted", "--skip-in-flight");
                try (FakeMigration migration = new FakeMigration()) {
                    assertThatThrownBy(() -> migration.dump(pair.listener))
                            .isInstanceOf(EngineException.class)
                            .hasMessageContaining("--skip-in-flight");
                }

                TreeOptions skip = TreeOptions.builder().skipInFlight(true).build();
                FakeMigration.check(pair.listener, options.withTree(skip));
                try (FakeMigration migration = new FakeMigration().with(skip)) {
                    assertThat(migration.dump(pair.listener).getIsk().getState())
                            .isEqualTo(TCP_LISTEN);
                }
            }
        });
    }
}
