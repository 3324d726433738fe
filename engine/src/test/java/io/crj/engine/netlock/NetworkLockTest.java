package io.crj.engine.netlock;

import static io.crj.engine.testing.TestNetwork.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.engine.error.EngineException;
import io.crj.engine.testing.TestNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of lock does to packets. */
class NetworkLockTest {

    private final TestNetwork network = new TestNetwork();

    @AfterEach
    void close() {
        network.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = NetworkLockMethod.class,
            names = {"NFTABLES", "IPTABLES"})
    void shouldHoldBackPacketsOfItsConnectionsOnly(NetworkLockMethod method) {
        network.run(() -> {
            for (String host : List.of("127.0.0.1", "::1")) {
                try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0));
                        SocketChannel locked = SocketChannel.open(server.getLocalAddress());
                        SocketChannel lockedEnd = server.accept();
                        SocketChannel free = SocketChannel.open(server.getLocalAddress());
                        SocketChannel freeEnd = server.accept()) {
                    InetSocketAddress client = (InetSocketAddress) locked.getLocalAddress();
                    InetSocketAddress service = (InetSocketAddress) locked.getRemoteAddress();
                    try (NetworkLock lock = NetworkLocks.of(method, "t4")) {
                        lock.lock(
                                List.of(new Connection(
                                        service.getAddress(),
                                        service.getPort(),
                                        client.getAddress(),
                                        client.getPort())),
                                List.of());
                        for (SocketChannel channel : List.of(locked, lockedEnd, free, freeEnd)) {
                            channel.socket().setSoTimeout(300);
                            channel.socket().getOutputStream().write(7);
                        }
                        assertThat(free.socket().getInputStream().read()).isEqualTo(7);
                        assertThat(freeEnd.socket().getInputStream().read()).isEqualTo(7);
                        assertThat(timesOut(locked)).isTrue();
                        assertThat(timesOut(lockedEnd)).isTrue();
                    }
                    lockedEnd.socket().setSoTimeout(10_000);
                    locked.socket().setSoTimeout(10_000);
                    assertThat(lockedEnd.socket().getInputStream().read()).isEqualTo(7);
                    assertThat(locked.socket().getInputStream().read()).isEqualTo(7);
                }
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "NFTABLES, 127.0.0.1",
        "NFTABLES, 0.0.0.0",
        "NFTABLES, ::1",
        "NFTABLES, ::",
        "IPTABLES, 127.0.0.1",
        "IPTABLES, 0.0.0.0",
        "IPTABLES, ::1",
        "IPTABLES, ::"
    })
    void shouldLetNobodyConnectUntilUnlocked(NetworkLockMethod method, String host) {
        network.run(() -> {
            try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0));
                    SocketChannel caller = SocketChannel.open();
                    NetworkLock lock = NetworkLocks.of(method, "t6")) {
                int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
                lock.lock(List.of(), List.of(listener(host, port)));
                caller.configureBlocking(false);
                server.configureBlocking(false);
                String reachable = host.replace("0.0.0.0", "127.0.0.1").replaceAll("^::$", "::1");
                assertThat(caller.connect(new InetSocketAddress(reachable, port)))
                        .isFalse();
                await().during(Duration.ofMillis(100)).until(() -> !caller.finishConnect());
                assertThat(server.accept()).isNull();
                lock.unlock();
                await().until(caller::finishConnect);
            }
        });
    }

    private static boolean timesOut(SocketChannel channel) throws Exception {
        try {
            channel.socket().getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    @Test
    void shouldReplaceAndRemoveItsChains() {
        network.run(() -> {
            List<Connection> first = List.of(connection("10.0.0.1", "10.0.0.2"), connection("fd00::1", "fd00::2"));
            String before = rules();
            NetworkLock lock = NetworkLocks.of(NetworkLockMethod.IPTABLES, "a-migration-with-a-rather-long-name");
            lock.unlock();
            lock.lock(first, List.of());
            lock.lock(first.subList(0, 1), List.of());
            assertThat(rules().lines().filter(line -> line.contains("-j crj-a-migration")))
                    .hasSize(4);
            assertThat(rules()).contains("-s 10.0.0.2/32 -d 10.0.0.1/32").doesNotContain("fd00::");
            lock.unlock();
            lock.unlock();
            assertThat(rules()).isEqualTo(before);
        });
    }

    private static String rules() {
        return (command("iptables-save", "-t", "raw") + command("ip6tables-save", "-t", "raw"))
                .replaceAll("(?m)^#.*\n", "");
    }

    private static Connection connection(String local, String remote) throws Exception {
        return new Connection(InetAddress.getByName(local), 80, InetAddress.getByName(remote), 5555);
    }

    private static Listener listener(String local, int port) throws Exception {
        return new Listener(InetAddress.getByName(local), port);
    }

    @Test
    void shouldKnowTheNamesAndNumbersOfCriu() {
        assertThat(NetworkLockMethod.parse("iptables").code()).isZero();
        assertThat(NetworkLockMethod.parse("nftables").code()).isEqualTo(1);
        assertThat(NetworkLockMethod.parse("skip").code()).isEqualTo(2);
        assertThat(NetworkLockMethod.ofCode(1)).isEqualTo(NetworkLockMethod.NFTABLES);
        assertThatThrownBy(() -> NetworkLockMethod.ofCode(3)).hasMessageContaining("network lock method 3");
        assertThatThrownBy(() -> NetworkLockMethod.parse("ebtables"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("--network-lock 'ebtables'");
    }
}
