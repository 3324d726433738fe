package io.crj.agent.session;

import static io.crj.agent.session.TestCoordinator.TICKET;
import static io.crj.agent.session.TestCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.agent.machine.VesselEvidence;
import io.crj.engine.error.EngineException;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.SourceReport;
import io.crj.wire.message.StatusReply;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents over fake engines that die without a word, and what those do that come after them. */
@Timeout(60)
class RecoveryTest {

    private static final String SERVICE = "10.77.0.9/24@eth0";

    @TempDir
    private Path sourceProc;

    @TempDir
    private Path targetProc;

    private TestHost hostA;
    private TestHost hostB;
    private TestCoordinator source;
    private TestCoordinator target;

    @BeforeEach
    void start() {
        hostA = TestHost.source(sourceProc);
        hostB = TestHost.target(targetProc);
        source = new TestCoordinator(hostA.loops, hostA.port());
        target = new TestCoordinator(hostB.loops, hostB.port());
    }

    @AfterEach
    void stop() {
        source.close();
        target.close();
        hostA.close();
        hostB.close();
    }

    @Test
    void shouldUndoASourceThatHadNotVoted() {
        connect();
        get(source.round(1));
        CountDownLatch never = new CountDownLatch(1);
        hostA.engine.beforeDumpReturns = () -> awaitLatch(never);
        source.freeze();
        await().until(() -> hostB.calls().contains("got image"));
        restartSource();

        await().until(() -> source.state() == MigrationState.ABORTED);
        assertThat(hostA.calls()).endsWith("hold undone");
        assertThat(source.status().getReason()).contains("the agent was started anew");
        assertThat(source.abort().hasAborted()).isTrue();
        never.countDown();
    }

    @Test
    void shouldWaitWithTheFrozenTreeOfASourceThatVotedAndReapItWhenToldTo() {
        connect();
        FromAgent vote = vote();
        restartSource();

        StatusReply status = source.status();
        assertThat(status.getState()).isEqualTo(MigrationState.PREPARED);
        assertThat(status.getInDoubt()).isTrue();
        assertThat(status.getPid()).isEqualTo(4242);
        assertThat(status.getWaitsFor()).contains("Commit or Abort");
        assertThat(status.getSinceUnixNanos()).isPositive();
        assertThat(source.list().getMigrationsList()).hasSize(1);
        assertThat(get(source.freeze()).getPrepared()).isEqualTo(vote.getPrepared());
        assertThat(hostA.calls()).doesNotContain("hold undone", "hold completed", "runs again");

        assertThat(source.commit().hasReaped()).isTrue();
        assertThat(hostA.calls()).contains("hold completed").doesNotContain("hold undone", "added " + SERVICE);
        restartSource();
        assertThat(source.commit().hasReaped()).isTrue();
        assertThat(source.abort().getError().getCode()).isEqualTo(Error.Code.CONFLICT);
        assertThat(hostA.calls()).containsOnlyOnce("hold completed");
    }

    @Test
    void shouldLetTheTreeOfASourceThatVotedRunWhenToldTo() {
        connect();
        vote();
        restartSource();
        assertThat(source.startSource(hostB.port(), TICKET).hasSourceStarted()).isTrue();

        assertThat(source.abort().hasAborted()).isTrue();
        assertThat(hostA.calls()).endsWith("hold undone").doesNotContain("hold completed");
        restartSource();
        assertThat(source.state()).isEqualTo(MigrationState.ABORTED);
        assertThat(source.commit().getError().getCode()).isEqualTo(Error.Code.FAILED);
        assertThat(hostA.calls()).containsOnlyOnce("hold undone");
    }

    @Test
    void shouldUndoAgainWhatCouldNotBeUndone() {
        connect();
        vote();
        restartSource();
        hostA.engine.onUndo = new EngineException("the group is busy");
        assertThat(source.abort().getError().getCode()).isEqualTo(Error.Code.IN_DOUBT);
        assertThat(source.status().getReason()).contains("the group is busy");

        restartSource();
        await().until(() -> source.status().getReason().contains("the group is busy"));
        assertThat(source.state()).isEqualTo(MigrationState.UNDOING);
        hostA.engine.onUndo = null;
        assertThat(source.abort().hasAborted()).isTrue();
    }

    @Test
    void shouldOnlySeeToFilesWhenTheHostWasStartedAnewAndTellThatTheTreeIsGone() {
        connect();
        vote();
        TestHost.writeProc(sourceProc, "sys/kernel/random/boot_id", "boot-2\n");
        restartSource();

        assertThat(source.status().getTreeGone()).isTrue();
        assertThat(source.state()).isEqualTo(MigrationState.PREPARED);
        FromAgent aborted = source.abort();
        assertThat(aborted.getAborted().getWarningsList())
                .singleElement()
                .asString()
                .contains("the tree died with it");
        assertThat(hostA.calls()).doesNotContain("hold undone");
    }

    @Test
    void shouldNotStartWhereItCannotSeeWhatWasLeft() {
        connect();
        vote();
        hostA.crash();
        TestHost.linkProc(sourceProc, "self/ns/pid", "pid:[77]");

        assertThatThrownBy(() -> hostA.startedAnew()).hasMessageContaining("saw other processes");

        TestHost.linkProc(sourceProc, "self/ns/pid", "pid:[1]");
        hostA = hostA.startedAnew();
        source = new TestCoordinator(hostA.loops, hostA.port());
        assertThat(source.abort().hasAborted()).isTrue();
        TestHost.linkProc(sourceProc, "self/ns/pid", "pid:[77]");
        restartSource();
        assertThat(source.state()).isEqualTo(MigrationState.ABORTED);
    }

    @Test
    void shouldDestroyAVesselThatWasNotReady() {
        connect();
        get(source.round(1));
        restartTarget();

        await().until(() -> target.state() == MigrationState.ABORTED);
        assertThat(target.commit().getError().getCode()).isEqualTo(Error.Code.VESSEL_LOST);
        assertThat(hostB.calls()).doesNotContain("vessel let run");
    }

    @Test
    void shouldResumeAVesselThatWasReadyAndHeldWhenToldTo() {
        connect();
        vote();
        restartTarget();
        assertThat(target.status().getInDoubt()).isTrue();
        assertThat(target.state()).isEqualTo(MigrationState.READY);
        assertThat(get(target.awaitReady()).hasReady()).isTrue();

        FromAgent resumed = target.commit();

        assertThat(resumed.getResumed().getPid()).isEqualTo(4242);
        await().untilAsserted(() -> assertThat(hostB.calls())
                .containsSubsequence("added " + SERVICE, "announced " + SERVICE, "vessel let run"));
        restartTarget();
        assertThat(target.commit().getResumed()).isEqualTo(resumed.getResumed());
        assertThat(target.abort().getError().getCode()).isEqualTo(Error.Code.CONFLICT);
        assertThat(target.state()).isEqualTo(MigrationState.RESUMED);
    }

    @Test
    void shouldCertifyThatAVesselIsLostThatWasReadyAndDied() {
        connect();
        vote();
        hostB.engine.vessel = VesselEvidence.GONE;
        restartTarget();

        assertThat(target.state()).isEqualTo(MigrationState.LOST);
        assertThat(target.commit().getError().getCode()).isEqualTo(Error.Code.VESSEL_LOST);
        restartTarget();
        assertThat(target.commit().getError().getCode()).isEqualTo(Error.Code.VESSEL_LOST);
        assertThat(target.prepareTarget(SourceReport.getDefaultInstance()).hasError())
                .isTrue();
        assertThat(source.abort().hasAborted()).isTrue();
    }

    @Test
    void shouldSeeThatAHeldVesselDied() {
        connect();
        vote();
        hostB.engine.vessel = VesselEvidence.GONE;

        await().until(() -> target.state() == MigrationState.LOST);
        assertThat(target.commit().getError().getCode()).isEqualTo(Error.Code.VESSEL_LOST);
        assertThat(hostB.calls()).doesNotContain("resumed");
    }

    @Test
    void shouldNeverCallATreeLostThatMayHaveRun() {
        connect();
        vote();
        CountDownLatch never = new CountDownLatch(1);
        hostB.engine.beforeVesselNoteGoes = () -> awaitLatch(never);
        CompletableFuture<FromAgent> unheard = target.committing();
        await().until(() -> hostB.calls().contains("resumed"));
        assertThat(unheard).isNotDone();
        hostB.engine.vessel = VesselEvidence.GONE;
        restartTarget();

        assertThat(target.commit().getError().getCode()).isEqualTo(Error.Code.IN_DOUBT);
        assertThat(target.abort().getError().getCode()).isEqualTo(Error.Code.CONFLICT);
        assertThat(target.status().getInDoubt()).isTrue();
        assertThat(target.forceCommit().hasResumed()).isTrue();
        assertThat(target.state()).isEqualTo(MigrationState.RESUMED);
        never.countDown();
    }

    @Test
    void shouldFinishResumingAfterACrashInTheMiddle() {
        connect();
        vote();
        CountDownLatch never = new CountDownLatch(1);
        hostB.engine.beforeVesselNoteGoes = () -> awaitLatch(never);
        target.committing();
        await().until(() -> hostB.calls().contains("resumed"));
        restartTarget();

        await().until(() -> target.state() == MigrationState.RESUMED);
        assertThat(hostB.calls()).contains("vessel let run");
        assertThat(target.commit().getResumed().getPid()).isEqualTo(4242);
        never.countDown();
    }

    @Test
    void shouldRememberThatAnUnknownIdWasCalledLost() {
        assertThat(target.commit().getError().getCode()).isEqualTo(Error.Code.VESSEL_LOST);
        restartTarget();
        SourceReport report = source.inspectSource(4242).getSourceReport();
        assertThat(target.prepareTarget(report).getError().getCode()).isEqualTo(Error.Code.FAILED);
        assertThat(target.commit().getError().getCode()).isEqualTo(Error.Code.VESSEL_LOST);
        assertThat(hostB.calls()).isEmpty();
    }

    @Test
    void shouldNotTakeTheTreeOfAMigrationThatIsInDoubt() {
        connect();
        vote();
        restartSource();

        FromAgent other = source.startOther(4242, hostB.port());
        assertThat(other.getError().getCode()).isEqualTo(Error.Code.CONFLICT);
        assertThat(other.getError().getMessage()).contains("4242 is being migrated already");
    }

    @Test
    void shouldLeaveHeldWhatHasVotedWhenItIsEndedInAnOrderlyWay() {
        connect();
        vote();
        hostA.close();
        hostB.close();
        assertThat(hostA.calls()).doesNotContain("runs again");
        assertThat(hostB.calls()).doesNotContain("vessel destroyed");
        hostA = hostA.startedAnew();
        hostB = hostB.startedAnew();
        source = new TestCoordinator(hostA.loops, hostA.port());
        target = new TestCoordinator(hostB.loops, hostB.port());

        assertThat(target.commit().hasResumed()).isTrue();
        assertThat(source.commit().hasReaped()).isTrue();
    }

    private void restartSource() {
        hostA.crash();
        hostA = hostA.startedAnew();
        source = new TestCoordinator(hostA.loops, hostA.port());
    }

    private void restartTarget() {
        hostB.crash();
        hostB = hostB.startedAnew();
        target = new TestCoordinator(hostB.loops, hostB.port());
    }

    private void connect() {
        SourceReport report = source.inspectSource(4242).getSourceReport();
        int port = target.prepareTarget(report).getTargetPrepared().getStreamPort();
        assertThat(source.startSource(port, TICKET).hasSourceStarted()).isTrue();
    }

    private FromAgent vote() {
        CompletableFuture<FromAgent> ready = target.awaitReady();
        FromAgent prepared = get(source.freeze());
        assertThat(prepared.hasPrepared()).isTrue();
        assertThat(get(ready).hasReady()).isTrue();
        return prepared;
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
