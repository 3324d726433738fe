package io.crj.engine.netlock;

import static io.crj.engine.testing.TestNetwork.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.journal.Journal;
import io.crj.engine.journal.Recovery;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.testing.TestNetwork;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Locks of a process that died, as its journal knows them. */
class LockAftermathTest {

    private static final String RUN_ID = "9dc666f3-2091-457a-8667-0123456789ab";

    private final TestNetwork network = new TestNetwork();
    private final List<SideEffect> left = new ArrayList<>();
    private final List<Connection> connections;

    LockAftermathTest() throws UnknownHostException {
        connections = List.of(
                new Connection(InetAddress.getByName("10.0.0.1"), 80, InetAddress.getByName("10.0.0.2"), 5555),
                new Connection(InetAddress.getByName("fd00::1"), 81, InetAddress.getByName("fd00::2"), 5556));
    }

    @AfterEach
    void close() {
        network.close();
    }

    /** Of a process that dies before anything is gone again. */
    private Journal.Entry note(SideEffect effect) {
        left.add(effect);
        return () -> {};
    }

    private void undo() {
        Recovery.of(left).undo();
        Recovery.of(left).undo();
    }

    private void complete() {
        Recovery.of(left).complete();
        Recovery.of(left).complete();
    }

    @ParameterizedTest
    @EnumSource(
            value = NetworkLockMethod.class,
            names = {"NFTABLES", "IPTABLES"})
    void shouldRemoveALockInTheEndWhoeverRunsTheTree(NetworkLockMethod method) {
        network.run(() -> {
            NetworkLock lock = NetworkLocks.of(method, "t1", this::note);
            undo();
            lock.lock(connections, List.of());
            assertThat(command("nft", "list", "ruleset")).contains("crj-t1", "10.0.0.2");
            undo();
            assertThat(command("nft", "list", "ruleset")).doesNotContain("crj-t1", "10.0.0.2");

            lock.lock(connections, List.of());
            complete();
            assertThat(command("nft", "list", "ruleset")).doesNotContain("crj-t1", "10.0.0.2");
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = NetworkLockMethod.class,
            names = {"NFTABLES", "IPTABLES"})
    void shouldLeaveALockForTheRestoreOnceTheTreeIsGone(NetworkLockMethod method) {
        network.run(() -> {
            KeptLock kept = NetworkLocks.kept(method, RUN_ID);
            note(KeptLockAftermath.left(method, RUN_ID, connections));

            complete();
            assertThat(kept.isHeld(connections)).isTrue();
            undo();
            assertThat(kept.isHeld(connections)).isFalse();
            assertThat(command("nft", "list", "ruleset")).doesNotContain("10.0.0.2");
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = NetworkLockMethod.class,
            names = {"NFTABLES", "IPTABLES"})
    void shouldRemoveTheDumpsLockOnlyOnceTheTreeRuns(NetworkLockMethod method) {
        network.run(() -> {
            KeptLock kept = NetworkLocks.kept(method, RUN_ID);
            kept.hold(connections);
            note(KeptLockAftermath.found(method, RUN_ID, connections));

            undo();
            assertThat(kept.isHeld(connections)).isTrue();
            complete();
            assertThat(kept.isHeld(connections)).isFalse();
        });
    }
}
