package io.crj.agent.session;

import static io.crj.agent.session.TestCoordinator.TICKET;
import static io.crj.agent.session.TestCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.crj.agent.journal.MigrationJournal;
import io.crj.agent.journal.MigrationStore;
import io.crj.agent.journal.RecordedState;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.SourceReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real source agent that is killed at each state while it moves a real process; the target only pretends. */
@Timeout(120)
class KilledAgentTest {

    @TempDir
    private Path dir;

    @TempDir
    private Path targetProc;

    private AgentProcess agent;
    private TestHost hostB;
    private TestCoordinator source;
    private TestCoordinator target;
    private Counter counter;
    private SourceReport report;

    @BeforeEach
    void start() throws Exception {
        agent = new AgentProcess(dir);
        hostB = TestHost.target(targetProc);
        source = new TestCoordinator(hostB.loops, agent.port);
        target = new TestCoordinator(hostB.loops, hostB.port());
        counter = Counter.start(dir);
        report = source.inspectSource(counter.pid()).getSourceReport().toBuilder()
                .clearFiles()
                .setHost(target.inspectTarget(SourceReport.getDefaultInstance())
                        .getTargetReport()
                        .getHost())
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        source.close();
        target.close();
        hostB.close();
        agent.close();
        counter.close();
    }

    @Test
    void shouldRunOnWhenKilledBetweenRounds() throws Exception {
        connect();
        get(source.round(1));
        restart();

        await().until(() -> source.state() == MigrationState.ABORTED);
        counter.assertRunsOnWithoutAGap();
    }

    @Test
    void shouldRunOnWhenKilledInTheFreezeBeforeTheVote() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        hostB.engine.beforeImageIsAcknowledged = () -> awaitLatch(never);
        connect();
        get(source.round(1));
        CompletableFuture<FromAgent> unanswered = source.freeze();
        await().until(() -> hostB.calls().contains("got image"));
        agent.kill();
        await().until(unanswered::isCompletedExceptionally);
        never.countDown();
        restartKilled();

        await().until(() -> source.state() == MigrationState.ABORTED);
        counter.assertRunsOnWithoutAGap();
    }

    @Test
    void shouldKeepTheTreeFrozenWhenKilledAfterTheVoteAndReapItWhenToldTo() throws Exception {
        vote();
        agent.kill();
        counter.assertStandsStill();
        restartKilled();

        assertThat(source.state()).isEqualTo(MigrationState.PREPARED);
        assertThat(source.status().getInDoubt()).isTrue();
        assertThat(source.status().getPid()).isEqualTo(counter.pid());
        counter.assertStandsStill();
        assertThat(source.commit().hasReaped()).isTrue();
        await().until(counter::isGone);
        restart();
        assertThat(source.commit().hasReaped()).isTrue();
    }

    @Test
    void shouldLetTheTreeRunWithoutAGapWhenKilledAfterTheVoteAndToldToAbort() throws Exception {
        vote();
        restart();

        assertThat(source.abort().hasAborted()).isTrue();
        counter.assertRunsOnWithoutAGap();
        restart();
        assertThat(source.state()).isEqualTo(MigrationState.ABORTED);
        counter.assertRunsOnWithoutAGap();
    }

    @Test
    void shouldKeepTheTreeFrozenWhenEndedInAnOrderlyWayAfterTheVote() throws Exception {
        vote();
        agent.terminate();
        counter.assertStandsStill();
        restartKilled();

        assertThat(source.abort().hasAborted()).isTrue();
        counter.assertRunsOnWithoutAGap();
    }

    @Test
    void shouldFinishReapingByItselfWhenKilledAfterTheCommitWasRecorded() throws Exception {
        vote();
        agent.kill();
        try (MigrationStore store = MigrationStore.open(agent.state())) {
            MigrationJournal journal = store.reopen().get(0);
            journal.record(new RecordedState("REAPING", 1, "", ByteString.EMPTY), true);
        }
        restartKilled();

        await().until(counter::isGone);
        await().until(() -> source.state() == MigrationState.REAPED);
        assertThat(source.abort().hasError()).isTrue();
    }

    private void vote() {
        connect();
        get(source.round(1));
        assertThat(get(source.freeze()).hasPrepared()).isTrue();
    }

    private void connect() {
        int port = target.prepareTarget(report).getTargetPrepared().getStreamPort();
        assertThat(source.startSource(counter.pid(), port, TICKET).hasSourceStarted())
                .isTrue();
    }

    private void restart() throws Exception {
        agent.kill();
        restartKilled();
    }

    private void restartKilled() throws IOException {
        agent.start();
        source.close();
        source = new TestCoordinator(hostB.loops, agent.port);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
