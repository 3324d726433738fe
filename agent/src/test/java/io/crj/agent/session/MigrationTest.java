package io.crj.agent.session;

import static io.crj.agent.session.TestCoordinator.TICKET;
import static io.crj.agent.session.TestCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Side;
import io.crj.wire.message.SourceReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two agents over fake engines and real connections, led by the messages of a coordinator. */
@Timeout(60)
class MigrationTest {

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
    void shouldMoveATreeAndItsAddressInTheRightOrder() {
        SourceReport report = source.inspectSource(4242).getSourceReport();
        assertThat(report.getServiceAddressesList()).containsExactly("10.77.0.9/24");
        assertThat(target.inspectTarget(report).getTargetReport().getRefusalsList())
                .isEmpty();
        connect(report);
        FromAgent round = get(source.round(1));
        assertThat(round.getRoundDone().getPagesSent()).isEqualTo(64);
        assertThat(round.getRoundDone().getBytesSent()).isGreaterThan(64 * FakeEngine.PAGE);
        get(source.round(2));
        vote();
        FromAgent resumed = target.commit();
        assertThat(resumed.getResumed().getPid()).isEqualTo(4242);
        assertThat(resumed.getResumed().getPhaseNanosMap()).containsKeys("addresses", "resume");
        assertThat(source.commit().hasReaped()).isTrue();

        assertThat(hostA.calls()).containsExactly("round 1", "round 2", "frozen", "removed " + SERVICE, "reaped");
        await().untilAsserted(() -> assertThat(hostB.calls())
                .containsExactly(
                        "vessel",
                        "got mm-4242.img",
                        "got round 1",
                        "got mm-4242.img",
                        "got round 2",
                        "got core-4242.img",
                        "present 1",
                        "got image",
                        "complete",
                        "added " + SERVICE,
                        "announced " + SERVICE,
                        "resumed",
                        "announced " + SERVICE));
        assertThat(hostB.engine.restoreOptions.tree())
                .isEqualTo(hostA.engine.dumpOptions.tree())
                .isEqualTo(TreeOptions.builder()
                        .tcpEstablished(true)
                        .linkRemap(true)
                        .migration(true)
                        .build());
        assertThat(hostB.engine.restoreOptions.foreignAddresses()).isTrue();
    }

    @Test
    void shouldTellWhatTheRootIsCalledInItsOwnPidNamespace() {
        connect();
        vote();
        TestHost.writeProc(targetProc, "4242/status", "Name:\tredis-server\nNSpid:\t4242\t17\n");
        assertThat(target.commit().getResumed().getNamespacePid()).isEqualTo(17);
    }

    @Test
    void shouldKeepALogOfTheRestoreWhenAsked() {
        target.options =
                TestCoordinator.OPTIONS.toBuilder().setLogFile("restore.log").build();
        SourceReport report = source.inspectSource(4242).getSourceReport();
        String logs = target.prepareTarget(report).getTargetPrepared().getLogDirectory();
        assertThat(logs).endsWith("/logs/" + TestCoordinator.MIGRATION);
        assertThat(source.startSource(hostB.port(), TICKET).hasSourceStarted()).isTrue();
        vote();
        target.commit();
        assertThat(Path.of(logs, "restore.log")).content().contains("target is COMPLETING", "target is READY");
    }

    @Test
    void shouldAnswerARepeatedStepAsTheFirstTime() {
        connect();
        FromAgent first = get(source.round(1));
        FromAgent second = get(source.round(1));
        assertThat(second.getRoundDone()).isEqualTo(first.getRoundDone());
        vote();
        assertThat(target.commit().getResumed()).isEqualTo(target.commit().getResumed());
        assertThat(source.commit().hasReaped()).isTrue();
        assertThat(source.commit().hasReaped()).isTrue();

        assertThat(hostA.calls()).containsOnlyOnce("round 1", "reaped");
        assertThat(hostB.calls()).containsOnlyOnce("resumed");
    }

    @Test
    void shouldRunOnAndDestroyTheVesselWhenAbortedAfterBothVotes() {
        connect();
        vote();
        assertThat(source.abort().hasAborted()).isTrue();
        assertThat(target.abort().hasAborted()).isTrue();

        assertThat(hostA.calls()).containsExactly("frozen", "removed " + SERVICE, "added " + SERVICE, "runs again");
        assertThat(hostB.calls()).endsWith("complete", "vessel destroyed");
        assertThat(source.commit().getError().getCode()).isEqualTo(Error.Code.FAILED);
        assertThat(target.commit().getError().getCode()).isEqualTo(Error.Code.VESSEL_LOST);
        assertThat(hostB.calls()).doesNotContain("resumed");
        assertThat(hostA.calls()).doesNotContain("reaped");
    }

    @Test
    void shouldNotAbortWhatIsCommitted() {
        connect();
        vote();
        target.commit();
        source.commit();

        assertThat(target.abort().getError().getCode()).isEqualTo(Error.Code.CONFLICT);
        assertThat(source.abort().getError().getCode()).isEqualTo(Error.Code.CONFLICT);
        assertThat(source.state()).isEqualTo(MigrationState.REAPED);
        assertThat(target.state()).isEqualTo(MigrationState.RESUMED);
    }

    @Test
    void shouldNotCommitBeforeTheVote() {
        connect();

        assertThat(source.commit().getError().getMessage()).contains("commit").contains("STARTED");
        assertThat(source.state()).isEqualTo(MigrationState.STARTED);
        get(source.round(1));
    }

    @Test
    void shouldAbortWhenNothingIsKnownAndRefuseWhatComesTooLate() {
        SourceReport report = source.inspectSource(4242).getSourceReport();
        assertThat(target.abort().hasAborted()).isTrue();
        assertThat(target.state()).isEqualTo(MigrationState.ABORTED);

        assertThat(target.prepareTarget(report).getError().getCode()).isEqualTo(Error.Code.CONFLICT);
        assertThat(source.commit(Side.SIDE_SOURCE).getError().getCode()).isEqualTo(Error.Code.NOT_FOUND);
        assertThat(target.commit().getError().getCode()).isEqualTo(Error.Code.VESSEL_LOST);
        assertThat(hostB.calls()).isEmpty();
    }

    @Test
    void shouldRunOnWhenTheCoordinatorOfTheSourceIsLostBeforeItsVote() {
        connect();
        get(source.round(1));
        source.close();

        source = new TestCoordinator(hostA.loops, hostA.port());
        await().until(() -> source.state() == MigrationState.ABORTED);
        await().until(() -> target.state() == MigrationState.ABORTED);
        assertThat(hostB.calls()).endsWith("vessel destroyed");
        assertThat(hostA.calls()).containsExactly("round 1");
    }

    @Test
    void shouldDestroyTheVesselWhenTheCoordinatorOfTheTargetIsLostBeforeItsVote() {
        connect();
        target.close();

        await().until(() -> hostB.calls().contains("vessel destroyed"));
        assertThat(get(source.round(1)).getError().getMessage()).contains("the coordinator is lost");
        assertThat(source.state()).isEqualTo(MigrationState.ABORTED);
    }

    @Test
    void shouldGoOnWhenSomebodyLeavesWhoOnlyLookedOn() {
        connect();
        try (TestCoordinator onlooker = new TestCoordinator(hostA.loops, hostA.port())) {
            assertThat(onlooker.state()).isEqualTo(MigrationState.STARTED);
        }

        assertThat(get(source.round(1)).hasRoundDone()).isTrue();
        assertThat(get(source.round(2)).hasRoundDone()).isTrue();
    }

    @Test
    void shouldLetTheTreeRunOnEvenWhenItsAddressCannotComeBackAndTryThatAgain() {
        connect();
        vote();
        hostA.addresses.refuseToAdd(true);
        assertThat(source.abort().getError().getCode()).isEqualTo(Error.Code.IN_DOUBT);
        assertThat(hostA.calls()).endsWith("runs again");

        hostA.addresses.refuseToAdd(false);
        assertThat(source.abort().hasAborted()).isTrue();
        assertThat(hostA.calls()).endsWith("runs again", "added " + SERVICE).containsOnlyOnce("runs again");
    }

    @Test
    void shouldWaitForTheDecisionWhenTheCoordinatorIsLostAfterTheVotes() {
        connect();
        vote();
        source.close();
        target.close();
        source = new TestCoordinator(hostA.loops, hostA.port());
        target = new TestCoordinator(hostB.loops, hostB.port());

        assertThat(source.state()).isEqualTo(MigrationState.PREPARED);
        assertThat(target.state()).isEqualTo(MigrationState.READY);
        assertThat(target.commit().hasResumed()).isTrue();
        assertThat(source.commit().hasReaped()).isTrue();
    }

    @Test
    void shouldNotVoteForACoordinatorThatWasLostDuringTheFreeze() {
        connect();
        CountDownLatch lost = new CountDownLatch(1);
        hostA.engine.beforeDumpReturns = () -> awaitLatch(lost);
        CompletableFuture<FromAgent> freeze = source.freeze();
        await().until(() -> hostB.calls().contains("got image"));
        source.close();
        source = new TestCoordinator(hostA.loops, hostA.port());
        await().until(() -> freeze.isCompletedExceptionally());
        await().until(() -> source.state() == MigrationState.UNDOING);
        lost.countDown();

        await().until(() -> source.state() == MigrationState.ABORTED);
        assertThat(hostA.calls()).endsWith("added " + SERVICE, "runs again");
    }

    @Test
    void shouldRunOnWithItsAddressWhenTheTargetFailsDuringTheFreeze() {
        connect();
        hostA.engine.beforeDumpReturns = () -> {
            throw new EngineException("the stream broke");
        };

        FromAgent prepared = get(source.freeze());

        assertThat(prepared.getError().getCode()).isEqualTo(Error.Code.FAILED);
        assertThat(prepared.getError().getMessage()).contains("the stream broke");
        assertThat(hostA.calls()).contains("removed " + SERVICE, "added " + SERVICE, "runs again");
        assertThat(hostA.addresses.list()).contains(TestHost.SERVICE);
    }

    @Test
    void shouldTellWhyTheVesselCouldNotBeCompleted() {
        connect();
        hostB.engine.onComplete = new EngineException("the maps differ at 7f00");

        CompletableFuture<FromAgent> ready = target.awaitReady();
        get(source.freeze());

        assertThat(get(ready).getError().getMessage()).contains("the maps differ at 7f00");
        assertThat(get(target.awaitReady()).getError().getMessage()).contains("the maps differ at 7f00");
        assertThat(target.state()).isEqualTo(MigrationState.ABORTED);
        assertThat(hostB.calls()).endsWith("vessel destroyed");
        assertThat(source.abort().hasAborted()).isTrue();
    }

    @Test
    void shouldStayFrozenAndTryAgainWhenReapingFails() {
        connect();
        vote();
        target.commit();
        hostA.engine.onReap = new EngineException("no such thread");
        FromAgent failed = source.commit();
        assertThat(failed.getError().getCode()).isEqualTo(Error.Code.IN_DOUBT);
        assertThat(source.state()).isEqualTo(MigrationState.REAPING);
        assertThat(source.abort().getError().getCode()).isEqualTo(Error.Code.CONFLICT);

        hostA.engine.onReap = null;
        assertThat(source.commit().hasReaped()).isTrue();
    }

    @Test
    void shouldRefuseAStreamWithAWrongTicketAndRunOn() {
        SourceReport report = source.inspectSource(4242).getSourceReport();
        int port = target.prepareTarget(report).getTargetPrepared().getStreamPort();

        FromAgent started = source.startSource(port, ByteString.copyFrom(new byte[33]));

        assertThat(started.getError().getCode()).isEqualTo(Error.Code.FAILED);
        assertThat(started.getError().getMessage()).contains("wrong ticket");
        assertThat(source.state()).isEqualTo(MigrationState.ABORTED);
        assertThat(target.state()).isEqualTo(MigrationState.FILLING);
    }

    @Test
    void shouldDestroyTheVesselAndTellTheSourceWhenAFrameIsCorrupted() throws Exception {
        hostA.engine.pagesARound = 2000;
        SourceReport report = source.inspectSource(4242).getSourceReport();
        int port = target.prepareTarget(report).getTargetPrepared().getStreamPort();
        try (BitFlipper link = new BitFlipper(port, 1_000_000)) {
            assertThat(source.startSource(link.port(), TICKET).hasSourceStarted())
                    .isTrue();

            FromAgent round = get(source.round(1));

            assertThat(round.getError().getMessage()).contains("corrupt stream at frame");
            await().until(() -> target.state() == MigrationState.ABORTED);
            assertThat(hostB.calls()).contains("vessel destroyed").doesNotContain("got round 1");
            assertThat(source.state()).isEqualTo(MigrationState.ABORTED);
        }
    }

    @Test
    void shouldEndBothSidesWhenTheLinkIsCutDuringARound() throws Exception {
        hostA.engine.pagesARound = 2000;
        SourceReport report = source.inspectSource(4242).getSourceReport();
        int port = target.prepareTarget(report).getTargetPrepared().getStreamPort();
        try (BitFlipper link = new BitFlipper(port, Long.MAX_VALUE)) {
            source.startSource(link.port(), TICKET);
            get(source.round(1));
            link.close();

            assertThat(get(source.round(2)).getError().getCode()).isEqualTo(Error.Code.FAILED);
            await().until(() -> target.state() == MigrationState.ABORTED);
            assertThat(hostB.calls()).endsWith("vessel destroyed");
        }
    }

    @Test
    void shouldRefuseWhatTheEngineRefusesAndWhatIsNotThere() {
        assertThat(source.inspectSource(77).getError().getCode()).isEqualTo(Error.Code.NOT_FOUND);
        assertThat(source.inspectSource(77).getError().getMessage()).contains("no process 77 on hostA");
        hostA.engine.onOpenDumper =
                UnsupportedResourceException.fd(4242, 7, "anon_inode:[io_uring]", "not supported yet");

        FromAgent refused = source.inspectSource(4242);

        assertThat(refused.getError().getCode()).isEqualTo(Error.Code.REFUSED);
        assertThat(refused.getError().getMessage()).contains("pid 4242 fd 7 (anon_inode:[io_uring])");
    }

    @Test
    void shouldRefuseToPrepareWhenAPidIsTaken() {
        SourceReport report = source.inspectSource(4242).getSourceReport();
        TestHost.writeProc(targetProc, "4243/comm", "sleep\n");

        assertThat(target.inspectTarget(report).getTargetReport().getRefusalsList())
                .singleElement()
                .asString()
                .startsWith("pids of the tree are taken here: 4243 (sleep); end those");
        assertThat(target.prepareTarget(report).getError().getCode()).isEqualTo(Error.Code.REFUSED);
        assertThat(hostB.calls()).isEmpty();
    }

    @Test
    void shouldEndWhatHasNotVotedWhenTheAgentEnds() {
        connect();
        hostB.agent.close();

        assertThat(hostB.calls()).endsWith("vessel destroyed");
        assertThat(get(source.round(1)).hasError()).isTrue();
    }

    @Test
    void shouldGiveUpWhenItIsFrozenForTooLongBeforeItsVote() {
        connect();
        CountDownLatch stuck = new CountDownLatch(1);
        hostB.engine.beforeImageIsAcknowledged = () -> awaitLatch(stuck);
        CompletableFuture<FromAgent> freeze = source.freeze(Duration.ofMillis(300));

        FromAgent answer = get(freeze);

        assertThat(answer.getError().getCode()).isEqualTo(Error.Code.FAILED);
        assertThat(answer.getError().getMessage())
                .contains("longer than 300 ms")
                .contains("--max-freeze");
        assertThat(hostA.calls()).endsWith("added " + SERVICE, "runs again");
        stuck.countDown();
    }

    @Test
    void shouldListAllThatIsKnownWithWhatItWaitsFor() {
        connect();
        vote();
        source.close();
        source = new TestCoordinator(hostA.loops, hostA.port());
        await().until(() -> source.status().getInDoubt());

        assertThat(source.list().getMigrationsList()).singleElement().satisfies(entry -> {
            assertThat(entry.getMigrationId()).isEqualTo(TestCoordinator.MIGRATION);
            assertThat(entry.getStatus().getState()).isEqualTo(MigrationState.PREPARED);
            assertThat(entry.getStatus().getSide()).isEqualTo(Side.SIDE_SOURCE);
            assertThat(entry.getStatus().getOtherAgent()).endsWith(":" + hostB.port());
            assertThat(entry.getStatus().getCoordinator()).isNotEmpty();
            assertThat(entry.getStatus().getWaitsFor()).contains("the decision");
        });
        assertThat(target.list().getMigrations(0).getStatus().getInDoubt()).isFalse();
    }

    @Test
    void shouldTakeNoMoreMigrationsAtOnceThanItIsAllowedTo() {
        SourceReport report = source.inspectSource(4242).getSourceReport();
        for (int i = 0; i < TestHost.MAX_MIGRATIONS; i++) {
            assertThat(target.prepareOther("m-" + (2 + i), report).hasTargetPrepared())
                    .isTrue();
        }

        FromAgent refused = target.prepareTarget(report);

        assertThat(refused.getError().getCode()).isEqualTo(Error.Code.REFUSED);
        assertThat(refused.getError().getMessage())
                .contains("busy with 3 migrations")
                .contains("--max-migrations");
        target.abortOther("m-2");
        assertThat(target.prepareTarget(report).hasTargetPrepared()).isTrue();
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        assertThat(source.startSource(0, hostB.port(), TICKET).getError().getCode())
                .isEqualTo(Error.Code.BAD_REQUEST);
        assertThat(source.startSource(4242, 70000, TICKET).getError().getCode()).isEqualTo(Error.Code.BAD_REQUEST);
        assertThat(source.startSource(hostB.port(), ByteString.copyFrom(new byte[5]))
                        .getError()
                        .getMessage())
                .contains("ticket");
        assertThat(get(source.freeze(Duration.ofHours(2))).getError().getCode()).isEqualTo(Error.Code.BAD_REQUEST);
        assertThat(get(source.round(0)).getError().getCode()).isEqualTo(Error.Code.BAD_REQUEST);
        assertThat(source.prepareOther("a b", SourceReport.getDefaultInstance())
                        .getError()
                        .getMessage())
                .contains("a migration id has");
    }

    private void connect() {
        connect(source.inspectSource(4242).getSourceReport());
    }

    private void connect(SourceReport report) {
        int port = target.prepareTarget(report).getTargetPrepared().getStreamPort();
        assertThat(port).isEqualTo(hostB.port());
        assertThat(source.startSource(port, TICKET).hasSourceStarted()).isTrue();
    }

    private void vote() {
        CompletableFuture<FromAgent> ready = target.awaitReady();
        FromAgent prepared = get(source.freeze());
        assertThat(prepared.getPrepared().getPagesTotal()).isEqualTo(67);
        assertThat(get(ready).hasReady()).isTrue();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
