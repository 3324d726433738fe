package io.crj.engine.netlock;

import static io.crj.engine.testing.TestNetwork.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.crj.engine.testing.TestNetwork;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NftablesLockTest {

    private final TestNetwork network = new TestNetwork();

    @AfterEach
    void close() {
        network.close();
    }

    private static Connection connection(String local, int localPort, String remote, int remotePort)
            throws UnknownHostException {
        return new Connection(InetAddress.getByName(local), localPort, InetAddress.getByName(remote), remotePort);
    }

    private static Listener listener(String local, int port) throws UnknownHostException {
        return new Listener(InetAddress.getByName(local), port);
    }

    @Test
    void shouldListItsConnectionsToNft() {
        network.run(() -> {
            NetworkLock lock = NetworkLocks.of(NetworkLockMethod.NFTABLES, "t1");
            lock.lock(
                    List.of(connection("10.0.0.1", 80, "10.0.0.2", 5555), connection("fd00::1", 81, "fd00::2", 5556)),
                    List.of(
                            listener("10.0.0.1", 82),
                            listener("0.0.0.0", 83),
                            listener("fd00::1", 84),
                            listener("::", 85)));
            assertThat(command("nft", "list", "ruleset"))
                    .contains("table inet crj-t1 {")
                    .contains("elements = { 10.0.0.2 . 5555 . 10.0.0.1 . 80 }")
                    .contains("fd00::2 . 5556 . fd00::1 . 81")
                    .contains("ip saddr . tcp sport . ip daddr . tcp dport @v4-connections drop")
                    .contains("ip daddr . tcp dport . ip saddr . tcp sport @v4-connections drop")
                    .contains("ip6 saddr . tcp sport . ip6 daddr . tcp dport @v6-connections drop")
                    .contains("ip6 daddr . tcp dport . ip6 saddr . tcp sport @v6-connections drop")
                    .contains("elements = { 10.0.0.1 . 82 }", "ip daddr . tcp dport @v4-listeners drop")
                    .contains("elements = { 83 }", "tcp dport @v4-ports drop")
                    .contains("elements = { fd00::1 . 84 }", "ip6 daddr . tcp dport @v6-listeners drop")
                    .contains("elements = { 85 }", "tcp dport @v6-ports drop")
                    .contains("meta mark != 0x0000c114")
                    .contains("hook prerouting priority raw - 10; policy accept;")
                    .contains("hook output priority raw - 10; policy accept;");
            lock.unlock();
            assertThat(command("nft", "list", "ruleset")).isEmpty();
        });
    }

    @Test
    void shouldReplaceWhatItHeldAndTolerateRepetition() {
        network.run(() -> {
            NetworkLock lock = NetworkLocks.of(NetworkLockMethod.NFTABLES, "t2");
            lock.unlock();
            lock.lock(List.of(connection("10.0.0.1", 80, "10.0.0.2", 5555)), List.of());
            lock.lock(List.of(connection("10.0.0.1", 80, "10.0.0.2", 6666)), List.of());
            assertThat(command("nft", "list", "ruleset")).contains("6666").doesNotContain("5555");
            NetworkLocks.removeStale("t2");
            NetworkLocks.removeStale("t2");
            assertThat(command("nft", "list", "ruleset")).isEmpty();
        });
    }

    @Test
    void shouldLockTenThousandConnections() {
        network.run(() -> {
            List<Connection> many = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                many.add(connection("10.0.0.1", 80, "10.0.0.2", 1000 + i));
                many.add(connection("fd00::1", 80, "fd00::2", 1000 + i));
            }
            NetworkLock lock = NetworkLocks.of(NetworkLockMethod.NFTABLES, "t3");
            lock.lock(many, List.of());
            assertThat(command("nft", "list", "set", "inet", "crj-t3", "v4-connections")
                            .split("10\\.0\\.0\\.2 \\. "))
                    .hasSize(10_001);
            assertThat(command("nft", "list", "set", "inet", "crj-t3", "v6-connections")
                            .split("fd00::2 \\. "))
                    .hasSize(10_001);
            lock.unlock();
        });
    }

    @Test
    void shouldKeepDifferentIdsApart() {
        assertThat(TableName.of("crj-17")).isEqualTo("crj-17");
        assertThat(TableName.of("a b")).startsWith("crj-a_b_").isNotEqualTo(TableName.of("a\tb"));
        assertThat(TableName.of("x".repeat(300))).hasSize(64).isNotEqualTo(TableName.of("x".repeat(301)));
    }

    @Test
    void shouldLockNothingWhenToldToSkip() {
        network.run(() -> {
            try (NetworkLock lock = NetworkLocks.of(NetworkLockMethod.SKIP, "t5")) {
                lock.lock(List.of(connection("10.0.0.1", 80, "10.0.0.2", 5555)), List.of());
                assertThat(command("nft", "list", "ruleset")).isEmpty();
            }
        });
        assertThatCode(() -> NetworkLocks.removeStale("t5-never-there")).doesNotThrowAnyException();
    }
}
