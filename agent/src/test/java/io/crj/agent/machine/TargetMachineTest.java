package io.crj.agent.machine;

import static io.crj.agent.machine.TargetDriver.abort;
import static io.crj.agent.machine.TargetDriver.commit;
import static io.crj.agent.machine.TargetDriver.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.crj.agent.machine.TargetEffect.Complete;
import io.crj.agent.machine.TargetEffect.Fill;
import io.crj.agent.machine.TargetEffect.Prepare;
import io.crj.agent.machine.TargetEffect.Record;
import io.crj.agent.machine.TargetEffect.Resume;
import io.crj.agent.machine.TargetEffect.Settle;
import io.crj.agent.machine.TargetEffect.Undo;
import io.crj.agent.machine.TargetInput.CoordinatorLost;
import io.crj.agent.machine.TargetInput.Failed;
import io.crj.agent.machine.TargetInput.RecordFailed;
import io.crj.agent.machine.TargetInput.Recorded;
import io.crj.agent.machine.TargetInput.StreamLost;
import io.crj.agent.machine.TargetInput.Tick;
import io.crj.agent.machine.TargetInput.Undone;
import io.crj.agent.machine.TargetInput.VesselLost;
import io.crj.agent.machine.TargetInput.Work;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class TargetMachineTest {

    private static final String WHY = "the link is down";

    @Test
    void shouldTakeTheUsualWay() {
        TargetDriver driver = new TargetDriver();
        assertThat(driver.give(new TargetInput.Prepare()).effects).containsExactly(new Record(TargetState.FILLING));
        assertThat(driver.give(new Recorded(TargetState.FILLING)).effects).containsExactly(new Prepare());
        assertThat(driver.give(new TargetInput.Prepared()).effects).containsExactly(done(Ask.PREPARE), new Fill());
        assertThat(driver.give(new TargetInput.AwaitReady()).effects).isEmpty();
        assertThat(driver.give(new TargetInput.ImageComplete()).effects).containsExactly(new Complete());
        assertThat(driver.give(new TargetInput.VesselComplete()).effects)
                .containsExactly(new Record(TargetState.READY));
        assertThat(driver.target.state()).isEqualTo(TargetState.COMPLETING);
        assertThat(driver.give(new Recorded(TargetState.READY)).effects).containsExactly(done(Ask.AWAIT_READY));
        assertThat(driver.give(commit()).effects).containsExactly(new Record(TargetState.RESUMING));
        assertThat(driver.give(new Recorded(TargetState.RESUMING)).effects).containsExactly(new Resume());
        assertThat(driver.give(new TargetInput.Resumed()).effects).containsExactly(new Record(TargetState.RESUMED));
        assertThat(driver.give(new Recorded(TargetState.RESUMED)).effects)
                .containsExactly(done(Ask.COMMIT), new Settle());
        assertThat(driver.states)
                .containsExactly(
                        TargetState.FILLING,
                        TargetState.COMPLETING,
                        TargetState.READY,
                        TargetState.RESUMING,
                        TargetState.RESUMED);
    }

    @ParameterizedTest
    @EnumSource(
            value = TargetState.class,
            names = {"FILLING", "COMPLETING"})
    void shouldGiveUpBeforeTheVoteWhenTheCoordinatorOrTheVesselIsLost(TargetState state) {
        for (TargetInput loss :
                List.of(new CoordinatorLost(WHY), new VesselLost(WHY), new TargetInput.AgentEnding(WHY))) {
            TargetDriver driver = TargetDriver.in(state).give(loss);
            assertThat(driver.target.state()).isEqualTo(TargetState.UNDOING);
            assertThat(driver.effects).last().isInstanceOf(Undo.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TargetState.class,
            names = {"FILLING", "COMPLETING", "UNKNOWN"},
            mode = Mode.EXCLUDE)
    void shouldStayFromTheVoteOnWhoeverIsLostAndHoweverLongItTakes(TargetState state) {
        TargetDriver driver = TargetDriver.in(state);
        driver.give(new CoordinatorLost(WHY), new StreamLost(WHY), new TargetInput.AgentEnding(WHY));
        driver.now += Long.MAX_VALUE / 2;
        driver.give(new Tick());
        assertThat(driver.target.state()).isEqualTo(state);
        assertThat(driver.effects).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TargetState.class)
    void shouldRunTheTreeOnlyAfterItsVote(TargetState state) {
        TargetDriver driver = TargetDriver.in(state).give(commit());
        switch (state) {
            case UNKNOWN -> assertThat(driver.effects).containsExactly(new Record(TargetState.LOST));
            case FILLING, COMPLETING -> assertThat(driver.target.state()).isEqualTo(TargetState.UNDOING);
            case READY -> assertThat(driver.effects).containsExactly(new Record(TargetState.RESUMING));
            case RESUMING, UNDOING -> assertThat(driver.effects).isEmpty();
            case RESUMED -> assertThat(driver.effects).containsExactly(done(Ask.COMMIT));
            case ABORTED, LOST -> assertThat(driver.faults()).containsExactly(Fault.VESSEL_LOST);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TargetState.class,
            names = {"FILLING", "COMPLETING", "UNDOING"})
    void shouldTellThatTheVesselIsLostWhenItIsUndone(TargetState state) {
        TargetDriver driver = TargetDriver.in(state).give(commit(), new Undone());
        assertThat(driver.effects).containsExactly(new Record(TargetState.ABORTED));
        assertThat(driver.give(new Recorded(TargetState.ABORTED)).faults()).contains(Fault.VESSEL_LOST);
    }

    @Test
    void shouldNotTellThatTheVesselIsLostBeforeThatIsRecorded() {
        TargetDriver driver = new TargetDriver().give(commit());
        assertThat(driver.give(new RecordFailed(TargetState.LOST, "no space")).faults())
                .containsExactly(Fault.IN_DOUBT);
        assertThat(driver.give(commit()).effects).containsExactly(new Record(TargetState.LOST));
        assertThat(driver.give(new Recorded(TargetState.LOST)).faults()).containsExactly(Fault.VESSEL_LOST);
        assertThat(driver.give(new TargetInput.Prepare()).faults()).containsExactly(Fault.CONFLICT);
        assertThat(driver.give(abort()).effects).containsExactly(done(Ask.ABORT));
    }

    @Test
    void shouldRecordThatTheVesselIsLostWhenTheAbortWasNot() {
        TargetDriver driver = new TargetDriver().give(abort(), commit());
        assertThat(driver.effects).containsExactly(new Record(TargetState.LOST));
        assertThat(driver.give(new Recorded(TargetState.LOST)).faults()).containsExactly(Fault.VESSEL_LOST);

        driver = TargetDriver.in(TargetState.UNDOING)
                .give(commit(), new Undone(), new RecordFailed(TargetState.ABORTED, "no space"));
        assertThat(driver.effects).contains(new Record(TargetState.LOST));
        assertThat(driver.faults()).doesNotContain(Fault.VESSEL_LOST);
    }

    @ParameterizedTest
    @EnumSource(TargetState.class)
    void shouldAbortAllButWhatMayRun(TargetState state) {
        TargetDriver driver = TargetDriver.in(state).give(abort());
        switch (state) {
            case RESUMING, RESUMED -> {
                assertThat(driver.faults()).containsExactly(Fault.CONFLICT);
                assertThat(driver.target.state()).isEqualTo(state);
            }
            case UNKNOWN, ABORTED -> assertThat(driver.effects).containsExactly(done(Ask.ABORT));
            case LOST -> assertThat(driver.give(new Undone()).effects).containsExactly(done(Ask.ABORT));
            default -> {
                assertThat(driver.target.state()).isEqualTo(TargetState.UNDOING);
                driver.give(new Undone(), new Recorded(TargetState.ABORTED));
                assertThat(driver.effects).contains(done(Ask.ABORT));
            }
        }
    }

    @Test
    void shouldRefuseToAbortOnceTheCommitIsBeingRecorded() {
        TargetDriver driver = new TargetDriver().ready().give(commit(), abort());
        assertThat(driver.faults()).containsExactly(Fault.CONFLICT);
        driver.give(new RecordFailed(TargetState.RESUMING, "no space"));
        assertThat(driver.faults()).containsExactly(Fault.IN_DOUBT);
        assertThat(driver.target.state()).isEqualTo(TargetState.READY);
        driver.give(commit(), new Recorded(TargetState.RESUMING));
        assertThat(driver.effects).containsExactly(new Resume());
    }

    @Test
    void shouldNotVoteWhenTheVoteCannotBeRecorded() {
        TargetDriver driver = new TargetDriver().completing().give(new TargetInput.VesselComplete());
        driver.give(new RecordFailed(TargetState.READY, "no space"));
        assertThat(driver.target.state()).isEqualTo(TargetState.UNDOING);
        assertThat(driver.faults()).isEmpty();
    }

    @Test
    void shouldBeLostWhenTheVesselDiesBeforeItRan() {
        TargetDriver driver = new TargetDriver().ready().give(commit(), new VesselLost("killed"));
        assertThat(driver.effects).containsExactly(new Record(TargetState.LOST), new Undo("killed"));
        assertThat(driver.give(new Recorded(TargetState.RESUMING)).effects).isEmpty();
        assertThat(driver.give(new Recorded(TargetState.LOST)).faults()).containsExactly(Fault.VESSEL_LOST);

        driver = new TargetDriver().resuming().give(new VesselLost("killed"), new Recorded(TargetState.LOST));
        assertThat(driver.give(new Undone()).faults()).containsExactly(Fault.VESSEL_LOST);
    }

    @Test
    void shouldNotBeLostAfterItRan() {
        TargetDriver driver = new TargetDriver().resuming().give(new TargetInput.Resumed(), new VesselLost("killed"));
        assertThat(driver.effects).isEmpty();
        driver.give(new RecordFailed(TargetState.RESUMED, "no space"));
        assertThat(driver.effects).containsExactly(done(Ask.COMMIT), new Settle());
        assertThat(driver.give(new VesselLost("ended")).target.state()).isEqualTo(TargetState.RESUMED);
    }

    @Test
    void shouldTryAgainWhatFailedAfterTheDecision() {
        TargetDriver driver = new TargetDriver().resuming().give(new Failed(Work.RESUME, Fault.FAILED, "no address"));
        assertThat(driver.faults()).containsExactly(Fault.IN_DOUBT);
        assertThat(driver.target.isInDoubt()).isTrue();
        driver.now += 5_000_000_000L;
        assertThat(driver.give(new Tick()).effects).containsExactly(new Resume());
    }

    @Test
    void shouldTellThatTheVesselIsLostThoughItsLeftoversStay() {
        TargetDriver driver = new TargetDriver().ready().give(commit(), new VesselLost("killed"));
        driver.give(new Failed(Work.UNDO, Fault.FAILED, "no address"));
        assertThat(driver.effects).isEmpty();
        assertThat(driver.give(new Recorded(TargetState.LOST)).faults()).containsExactly(Fault.VESSEL_LOST);
        assertThat(driver.give(abort()).effects).hasOnlyElementsOfType(Undo.class);
    }

    @Test
    void shouldTellThatTheVesselIsLostOnlyWhenTheAddressesCannotBeHere() {
        TargetDriver driver = new TargetDriver().resuming().give(new VesselLost("killed"));
        assertThat(driver.give(new Recorded(TargetState.LOST), commit()).faults())
                .isEmpty();
        assertThat(driver.give(new Failed(Work.UNDO, Fault.FAILED, "no address"))
                        .faults())
                .isEmpty();
        assertThat(driver.give(new Undone()).faults()).containsExactly(Fault.VESSEL_LOST);
    }

    @ParameterizedTest
    @EnumSource(VesselEvidence.class)
    void shouldGoOnAfterACrashOfOneThatWasReady(VesselEvidence evidence) {
        TargetDriver driver = new TargetDriver().recovered(TargetState.READY, evidence);
        boolean there = evidence == VesselEvidence.HELD || evidence == VesselEvidence.RUNS;
        assertThat(driver.target.state()).isEqualTo(there ? TargetState.READY : TargetState.LOST);
        assertThat(driver.target.isInDoubt()).isEqualTo(there);
        if (there) {
            assertThat(driver.give(new TargetInput.AwaitReady()).effects).containsExactly(done(Ask.AWAIT_READY));
        }
    }

    @ParameterizedTest
    @EnumSource(VesselEvidence.class)
    void shouldGoOnAfterACrashOfOneThatMayRun(VesselEvidence evidence) {
        TargetDriver driver = new TargetDriver().recovered(TargetState.RESUMING, evidence);
        switch (evidence) {
            case HELD, RUNS -> assertThat(driver.effects).containsExactly(new Resume());
            case NEVER_RAN -> assertThat(driver.target.state()).isEqualTo(TargetState.LOST);
            default -> {
                assertThat(driver.target.isInDoubt()).isTrue();
                assertThat(driver.give(commit()).faults()).containsExactly(Fault.IN_DOUBT);
                assertThat(driver.give(abort()).faults()).containsExactly(Fault.CONFLICT);
                driver.now += 5_000_000_000L;
                assertThat(driver.give(new Tick()).effects).isEmpty();
            }
        }
    }

    @Test
    void shouldFollowAnOperatorWhereNothingTellsWhetherTheTreeRan() {
        TargetDriver ran = new TargetDriver().recovered(TargetState.RESUMING, VesselEvidence.HOST_RESTARTED);
        ran.give(new TargetInput.Commit(true));
        assertThat(ran.effects).containsExactly(new Record(TargetState.RESUMED));
        assertThat(ran.give(new Recorded(TargetState.RESUMED)).effects).contains(done(Ask.COMMIT));

        TargetDriver never = new TargetDriver().recovered(TargetState.RESUMING, VesselEvidence.GONE);
        never.give(new TargetInput.Abort("the host lost power before it ran", true));
        assertThat(never.target.state()).isEqualTo(TargetState.LOST);
        assertThat(never.give(new Recorded(TargetState.LOST), new Undone()).effects)
                .containsExactly(done(Ask.ABORT));
        assertThat(never.give(commit()).faults()).containsExactly(Fault.VESSEL_LOST);
    }

    @ParameterizedTest
    @EnumSource(TargetState.class)
    void shouldUndoAfterACrashWhatHadNotVoted(TargetState durable) {
        TargetDriver driver = new TargetDriver().recovered(durable, VesselEvidence.GONE);
        switch (durable) {
            case FILLING, COMPLETING, UNDOING -> {
                assertThat(driver.target.state()).isEqualTo(TargetState.UNDOING);
                assertThat(driver.effects).last().isInstanceOf(Undo.class);
            }
            case RESUMED -> assertThat(driver.effects).containsExactly(new Settle());
            case ABORTED -> assertThat(driver.effects).isEmpty();
            default -> assertThat(driver.effects).doesNotContain(new Resume());
        }
    }
}
