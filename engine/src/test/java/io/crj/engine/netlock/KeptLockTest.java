package io.crj.engine.netlock;

import static io.crj.engine.testing.TestNetwork.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.RestoreOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.testing.TestNetwork;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Locks that outlive a dump: crj's and CRIU's are alike. */
class KeptLockTest {

    private static final String RUN_ID = "9dc666f3-2091-457a-8667-0123456789ab";

    private final TestNetwork network = new TestNetwork();
    private final List<Connection> connections;

    KeptLockTest() throws UnknownHostException {
        connections = List.of(
                new Connection(InetAddress.getByName("10.0.0.1"), 80, InetAddress.getByName("10.0.0.2"), 5555),
                new Connection(InetAddress.getByName("fd00::1"), 81, InetAddress.getByName("fd00::2"), 5556));
    }

    @AfterEach
    void close() {
        network.close();
    }

    private static InventoryEntry inventory(NetworkLockMethod method) {
        return InventoryEntry.newBuilder()
                .setImgVersion(2)
                .setNetworkLockMethod(method.code())
                .setDumpCriuRunId(RUN_ID)
                .setCrjLockHost("hostA")
                .build();
    }

    @ParameterizedTest
    @EnumSource(
            value = NetworkLockMethod.class,
            names = {"NFTABLES", "IPTABLES"})
    void shouldBeFoundAndRemovedByARestore(NetworkLockMethod method) {
        network.run(() -> {
            NetworkLocks.kept(method, RUN_ID).hold(connections);
            RestoreLock lock = new RestoreLock(RestoreOptions.of("t1"), Journal.NONE);
            lock.lock(inventory(method), connections, List.of());
            assertThat(command("nft", "list", "ruleset")).contains("10.0.0.2", "crj-t1");
            lock.giveUp();
            assertThat(command("nft", "list", "ruleset")).contains("10.0.0.2").doesNotContain("crj-t1");
            assertThat(NetworkLocks.kept(method, RUN_ID).isHeld(connections)).isTrue();

            lock.lock(inventory(method), connections, List.of());
            lock.unlock();
            assertThat(command("nft", "list", "ruleset")).doesNotContain("10.0.0.2", "crj-t1");
            assertThat(NetworkLocks.kept(method, RUN_ID).isHeld(connections)).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = NetworkLockMethod.class,
            names = {"NFTABLES", "IPTABLES"})
    void shouldBeDemandedByARestoreUnlessTheUserKnows(NetworkLockMethod method) {
        network.run(() -> {
            RestoreOptions options = RestoreOptions.of("t1");
            assertThatThrownBy(() ->
                            new RestoreLock(options, Journal.NONE).lock(inventory(method), connections, List.of()))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContainingAll(
                            "on host hostA",
                            "--network-lock skip",
                            method == NetworkLockMethod.NFTABLES ? "inet CRIU-9dc666f3-2091-457a-86" : "iptables");
            assertThat(command("nft", "list", "ruleset")).doesNotContain("crj-t1");

            for (RestoreOptions known : List.of(options.withUnlocked(true), options.withForeignAddresses(true))) {
                RestoreLock lock = new RestoreLock(known, Journal.NONE);
                lock.lock(inventory(method), connections, List.of());
                lock.unlock();
                assertThat(command("nft", "list", "ruleset")).doesNotContain("10.0.0.2", "crj-t1");
            }
        });
    }

    @Test
    void shouldNotBeDemandedOfAnImageWithoutConnectionsButRemoved() {
        network.run(() -> {
            for (boolean there : new boolean[] {false, true}) {
                if (there) {
                    command("nft", "add table inet CRIU-9dc666f3-2091-457a-86");
                }
                RestoreLock lock = new RestoreLock(RestoreOptions.of("t1"), Journal.NONE);
                lock.lock(inventory(NetworkLockMethod.NFTABLES), List.of(), List.of());
                lock.unlock();
                assertThat(command("nft", "list", "ruleset")).isEmpty();
            }
        });
    }

    @Test
    void shouldKnowTheRulesThatCriuWrites() {
        network.run(() -> {
            KeptLock kept = NetworkLocks.kept(NetworkLockMethod.IPTABLES, RUN_ID);
            String unrelated = "-A INPUT -p tcp -m tcp --dport 22 -j DROP";
            command("iptables", "-A", "INPUT", "-p", "tcp", "--dport", "22", "-j", "DROP");
            criu("iptables", "INPUT", "10.0.0.2", 5555, "10.0.0.1", 80);
            criu("iptables", "OUTPUT", "10.0.0.1", 80, "10.0.0.2", 5555);
            criu("ip6tables", "INPUT", "fd00::2", 5556, "fd00::1", 81);
            assertThat(kept.isHeld(connections)).isFalse();
            criu("ip6tables", "OUTPUT", "fd00::1", 81, "fd00::2", 5556);
            assertThat(kept.isHeld(connections)).isTrue();

            kept.release(connections);
            assertThat(command("iptables-save")).contains(unrelated).doesNotContain("10.0.0.");
            assertThat(command("ip6tables-save")).doesNotContain("fd00::");
            kept.release(connections);
        });
    }

    /** As its log shows it. */
    private static void criu(String program, String chain, String from, int fromPort, String to, int toPort) {
        command(
                program,
                "-w",
                "-t",
                "filter",
                "-I",
                chain,
                "--protocol",
                "tcp",
                "-m",
                "mark",
                "!",
                "--mark",
                "0xC114",
                "--source",
                from,
                "--sport",
                Integer.toString(fromPort),
                "--destination",
                to,
                "--dport",
                Integer.toString(toPort),
                "-j",
                "DROP");
    }
}
