package io.crj.coordinator.effect;

import static io.crj.wire.message.ToAgent.BodyCase.ABORT;
import static io.crj.wire.message.ToAgent.BodyCase.AWAIT_READY;
import static io.crj.wire.message.ToAgent.BodyCase.COMMIT;
import static io.crj.wire.message.ToAgent.BodyCase.FREEZE;
import static io.crj.wire.message.ToAgent.BodyCase.INSPECT_SOURCE;
import static io.crj.wire.message.ToAgent.BodyCase.INSPECT_TARGET;
import static io.crj.wire.message.ToAgent.BodyCase.PREPARE_TARGET;
import static io.crj.wire.message.ToAgent.BodyCase.ROUND;
import static io.crj.wire.message.ToAgent.BodyCase.START_SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.crj.coordinator.log.Begun;
import io.crj.coordinator.log.FileMigrationLog;
import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.log.MigrationLog;
import io.crj.coordinator.log.OwnedMigration;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.migration.MigrationLimits;
import io.crj.coordinator.migration.MigrationPlan;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.Remembered;
import io.crj.coordinator.migration.RoundPolicy;
import io.crj.coordinator.publish.TimedEvent;
import io.crj.coordinator.testing.FakeAgent;
import io.crj.wire.Identity;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.message.TargetReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real coordinator and two fake agents over real connections. */
@Timeout(60)
class EffectRunnerTest {

    private static final long QUICK = Duration.ofMillis(400).toNanos();
    private static final MigrationLimits IMPATIENT = new MigrationLimits(
            Duration.ofSeconds(10).toNanos(), QUICK, 10 * QUICK, QUICK, 5 * QUICK, QUICK, QUICK, QUICK / 8);

    private final EventLoops loops = EventLoops.start();
    private final FakeAgent source = new FakeAgent(loops, "hostA");
    private final FakeAgent target = new FakeAgent(loops, "hostB");
    private final List<TimedEvent> events = new ArrayList<>();
    private final MigrationLog log;
    private AgentAddress targetAddress = target.address();
    private MigrationLimits limits = MigrationLimits.DEFAULT;

    EffectRunnerTest(@TempDir Path folder) {
        log = new FileMigrationLog(folder);
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
        loops.close();
    }

    @Test
    void shouldMigrateByTheProtocol() {
        MigrationResult result = migrate(false);

        assertThat(result.migration().state()).isEqualTo(MigrationState.DONE);
        assertThat(source.received()).containsExactly(INSPECT_SOURCE, START_SOURCE, ROUND, ROUND, FREEZE, COMMIT);
        assertThat(target.received()).containsExactly(INSPECT_TARGET, PREPARE_TARGET, AWAIT_READY, COMMIT);
        assertThat(source.message(START_SOURCE).getStartSource().getTicket())
                .isEqualTo(target.message(PREPARE_TARGET).getPrepareTarget().getTicket())
                .hasSize(32);
        assertThat(source.message(START_SOURCE).getStartSource().getTargetHost())
                .isEqualTo("127.0.0.1");
        assertThat(target.message(INSPECT_TARGET).getInspectTarget().getSource().getCommand())
                .isEqualTo("redis-server");
        assertThat(result.migration().freezeNanos()).isEqualTo(150_000_000);
        assertThat(result.migration().bytesSent()).isEqualTo((202L << 20) + 5_000);
        LoggedMigration logged = log.find("m-1").orElseThrow();
        assertThat(logged.decision()).isEqualTo(Decision.COMMIT);
        assertThat(logged.outcome()).isEqualTo(MigrationState.DONE);
        assertThat(logged.begun().command()).isEqualTo("redis-server");
        assertThat(log.isLed(logged)).isFalse();
        assertThat(result.phaseNanos()).containsKeys(MigrationState.PREFLIGHT, MigrationState.FREEZING);
        assertThat(events)
                .extracting(event -> event.event().sequence())
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    }

    @Test
    void shouldTouchNothingInADryRun() {
        MigrationResult result = migrate(true);

        assertThat(result.migration().state()).isEqualTo(MigrationState.APPROVED);
        assertThat(source.received()).containsExactly(INSPECT_SOURCE);
        assertThat(target.received()).containsExactly(INSPECT_TARGET);
    }

    @Test
    void shouldRefuseWhatTheSourceRefuses() {
        source.failOn(INSPECT_SOURCE, Error.Code.NOT_FOUND, "there is no process 42");

        MigrationResult result = migrate(false);

        assertThat(result.migration().state()).isEqualTo(MigrationState.REFUSED);
        assertThat(result.migration().ending().reason()).isEqualTo("127.0.0.1: there is no process 42");
        assertThat(target.received()).isEmpty();
    }

    @Test
    void shouldRefuseWhatTheTargetRefuses() {
        target.on(
                INSPECT_TARGET,
                (peer, request) -> peer.send(FromAgent.newBuilder()
                        .setRequestId(request.getRequestId())
                        .setTargetReport(TargetReport.newBuilder().addRefusals("Pid 42 is taken."))
                        .build()));

        MigrationResult result = migrate(false);

        assertThat(result.migration().ending().refusals()).containsExactly("127.0.0.1: Pid 42 is taken.");
        assertThat(log.all()).isEmpty();
    }

    @Test
    void shouldSayThatThereIsNoAgent() {
        target.close();

        MigrationResult result = migrate(false);

        assertThat(result.migration().state()).isEqualTo(MigrationState.REFUSED);
        assertThat(result.migration().ending().reason())
                .contains("127.0.0.1:" + targetAddress.port())
                .contains("refused")
                .contains("is crj-agent running there?");
    }

    @Test
    void shouldSayThatThereIsNoSuchHost() {
        targetAddress = new AgentAddress("no-such-host.invalid", 7070);

        MigrationResult result = migrate(false);

        assertThat(result.migration().ending().reason()).contains("no host is called no-such-host.invalid");
    }

    @Test
    void shouldRollBackWhenTheTargetFailsBeforeItIsReady() {
        target.failOn(AWAIT_READY, Error.Code.FAILED, "no memory for the vessel");

        MigrationResult result = migrate(false);

        assertRolledBack(result, "127.0.0.1: no memory for the vessel");
        assertThat(target.received()).endsWith(ABORT);
    }

    @Test
    void shouldRollBackWhenTheTargetDiesDuringARound() {
        limits = IMPATIENT;
        source.on(ROUND, (peer, request) -> {
            new Thread(target::close).start();
        });

        MigrationResult result = migrate(false);

        assertRolledBack(result, "is lost");
        assertThat(result.migration().ending().advice()).contains("the target did not confirm");
    }

    @Test
    void shouldRollBackWhenTheTargetDiesDuringTheFreeze() {
        limits = IMPATIENT;
        target.dieOn(AWAIT_READY);

        assertRolledBack(migrate(false), "is lost");
    }

    @Test
    void shouldRollBackWhenAVoteDoesNotCome() {
        limits = IMPATIENT;
        source.silentOn(FREEZE);

        assertRolledBack(migrate(false), "no answer in time");
    }

    @Test
    void shouldRollBackWhenCancelledDuringARound() {
        EffectRunner runner = runner(false);
        source.on(ROUND, (peer, request) -> runner.cancel());

        MigrationResult result = runner.run();
        runner.close();

        assertRolledBack(result, "cancelled");
        assertThat(source.received()).doesNotContain(FREEZE);
    }

    @Test
    void shouldRepeatTheCommitUntilItIsCarriedOut() {
        limits = IMPATIENT;
        AtomicInteger times = new AtomicInteger();
        target.on(COMMIT, (peer, request) -> {
            if (times.incrementAndGet() == 3) {
                target.honest(peer, request);
            }
        });

        assertThat(migrate(false).migration().state()).isEqualTo(MigrationState.DONE);
        assertThat(times).hasValue(3);
        assertThat(source.received()).endsWith(COMMIT).doesNotContain(ABORT);
    }

    @Test
    void shouldBeInDoubtWhenTheTargetIsGoneAfterTheDecision() {
        limits = IMPATIENT;
        target.dieOn(COMMIT);

        MigrationResult result = migrate(false);

        assertThat(result.migration().state()).isEqualTo(MigrationState.IN_DOUBT);
        assertThat(source.received()).doesNotContain(COMMIT, ABORT);
        assertThat(result.migration().ending().advice()).contains("COMMIT").contains("start the target's agent");
    }

    @Test
    void shouldReturnTheTreeWhenTheTargetHasLostTheVessel() {
        target.failOn(COMMIT, Error.Code.VESSEL_LOST, "the vessel died with the host");

        MigrationResult result = migrate(false);

        assertThat(result.migration().state()).isEqualTo(MigrationState.ABORTED);
        assertThat(result.migration().ending().reason()).contains("the vessel died with the host");
        assertThat(source.received()).endsWith(ABORT).doesNotContain(COMMIT);
        assertThat(log.find("m-1").orElseThrow().outcome()).isEqualTo(MigrationState.ABORTED);
    }

    @Test
    void shouldFinishWhatAnotherBeganAndNumberEventsOnwards() {
        log.begin(begun()).close();
        log.decide("m-1", Decision.COMMIT);

        MigrationResult result = recover();

        assertThat(result.migration().state()).isEqualTo(MigrationState.DONE);
        assertThat(target.received()).containsExactly(COMMIT);
        assertThat(source.received()).containsExactly(COMMIT);
        assertThat(source.message(COMMIT).getCommit().getSide()).isEqualTo(io.crj.wire.message.Side.SIDE_SOURCE);
        assertThat(events.get(0).event().sequence()).isEqualTo(1_000_001);
        assertThat(log.find("m-1").orElseThrow().outcome()).isEqualTo(MigrationState.DONE);
    }

    @Test
    void shouldAbortWhatNobodyDecidedAndKeepItOpenForWhoIsAway() {
        limits = IMPATIENT;
        log.begin(begun()).close();
        target.close();

        MigrationResult result = recover();

        assertThat(result.migration().state()).isEqualTo(MigrationState.ABORTED);
        assertThat(source.received()).containsExactly(ABORT);
        LoggedMigration logged = log.find("m-1").orElseThrow();
        assertThat(logged.decision()).isEqualTo(Decision.ABORT);
        assertThat(logged.isEnded()).as("the target may be held ready").isFalse();
    }

    private MigrationResult recover() {
        OwnedMigration owned = log.takeOver("m-1", false).orElseThrow();
        try (EffectRunner runner = EffectRunner.takingOver(
                owned,
                Remembered.Cause.ORPHANED,
                limits,
                events::add,
                loops,
                Identity.coordinator("crj test", "desk"))) {
            return runner.run();
        }
    }

    private Begun begun() {
        return new Begun("m-1", source.address(), targetAddress, 42, "redis-server", Instant.now());
    }

    private void assertRolledBack(MigrationResult result, String reason) {
        assertThat(result.migration().state()).isEqualTo(MigrationState.ABORTED);
        assertThat(result.migration().ending().reason()).contains(reason);
        assertThat(source.received()).endsWith(ABORT).doesNotContain(COMMIT);
        assertThat(target.received()).doesNotContain(COMMIT);
        assertThat(log.find("m-1").orElseThrow().decision()).isEqualTo(Decision.ABORT);
        assertThat(events.get(events.size() - 1).event()).satisfies(last -> {
            assertThat(last.kind()).isEqualTo(MigrationEvent.Kind.STATE);
            assertThat(last.to()).isEqualTo(MigrationState.ABORTED);
            assertThat(last.reason()).contains(reason);
        });
    }

    private MigrationResult migrate(boolean dryRun) {
        try (EffectRunner runner = runner(dryRun)) {
            return runner.run();
        }
    }

    private EffectRunner runner(boolean dryRun) {
        MigrationRequest request = new MigrationRequest(
                new MigrationPlan("m-1", dryRun, RoundPolicy.DEFAULT, limits),
                source.address(),
                targetAddress,
                42,
                MigrationOptions.newBuilder().setTcpEstablished(true).build());
        return new EffectRunner(request, log, events::add, loops, Identity.coordinator("crj test", "desk"));
    }
}
