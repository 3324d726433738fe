package io.crj.agent.machine;

import static io.crj.agent.machine.SourceDriver.abort;
import static io.crj.agent.machine.SourceDriver.commit;
import static io.crj.agent.machine.SourceDriver.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.crj.agent.machine.SourceEffect.Answer;
import io.crj.agent.machine.SourceEffect.Freeze;
import io.crj.agent.machine.SourceEffect.Interrupt;
import io.crj.agent.machine.SourceEffect.Open;
import io.crj.agent.machine.SourceEffect.Reap;
import io.crj.agent.machine.SourceEffect.Record;
import io.crj.agent.machine.SourceEffect.RunRound;
import io.crj.agent.machine.SourceEffect.Undo;
import io.crj.agent.machine.SourceInput.CoordinatorLost;
import io.crj.agent.machine.SourceInput.Failed;
import io.crj.agent.machine.SourceInput.RecordFailed;
import io.crj.agent.machine.SourceInput.Recorded;
import io.crj.agent.machine.SourceInput.Sent;
import io.crj.agent.machine.SourceInput.StreamLost;
import io.crj.agent.machine.SourceInput.Tick;
import io.crj.agent.machine.SourceInput.Undone;
import io.crj.agent.machine.SourceInput.Work;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SourceMachineTest {

    private static final String WHY = "the link is down";

    @Test
    void shouldTakeTheUsualWay() {
        SourceDriver driver = new SourceDriver();
        assertThat(driver.give(new SourceInput.Start()).effects).containsExactly(new Record(SourceState.OPENING));
        assertThat(driver.give(new Recorded(SourceState.OPENING)).effects).containsExactly(new Open());
        assertThat(driver.give(new SourceInput.Opened()).effects).containsExactly(done(Ask.START));
        assertThat(driver.give(new SourceInput.Round(1)).effects).containsExactly(new RunRound(1));
        assertThat(driver.give(new SourceInput.RoundDone(1)).effects).containsExactly(done(Ask.round(1)));
        assertThat(driver.give(new SourceInput.Freeze(9)).effects).containsExactly(new Freeze());
        assertThat(driver.give(new Sent()).effects).containsExactly(new Record(SourceState.PREPARED));
        assertThat(driver.source.state()).isEqualTo(SourceState.FREEZING);
        assertThat(driver.give(new Recorded(SourceState.PREPARED)).effects).containsExactly(done(Ask.FREEZE));
        assertThat(driver.give(commit()).effects).containsExactly(new Record(SourceState.REAPING));
        assertThat(driver.give(new Recorded(SourceState.REAPING)).effects).containsExactly(new Reap());
        assertThat(driver.give(new SourceInput.Reaped()).effects).containsExactly(new Record(SourceState.REAPED));
        assertThat(driver.give(new Recorded(SourceState.REAPED)).effects).containsExactly(done(Ask.COMMIT));
        assertThat(driver.states)
                .containsExactly(
                        SourceState.OPENING,
                        SourceState.STARTED,
                        SourceState.FREEZING,
                        SourceState.PREPARED,
                        SourceState.REAPING,
                        SourceState.REAPED);
    }

    @ParameterizedTest
    @EnumSource(
            value = SourceState.class,
            names = {"OPENING", "STARTED", "FREEZING"})
    void shouldGiveUpBeforeTheVoteWhenTheCoordinatorOrTheStreamIsLost(SourceState state) {
        for (SourceInput loss :
                List.of(new CoordinatorLost(WHY), new StreamLost(WHY), new SourceInput.AgentEnding(WHY))) {
            SourceDriver driver = SourceDriver.in(state).give(loss);
            assertThat(driver.source.state()).isEqualTo(SourceState.UNDOING);
            assertThat(driver.effects).element(0).isInstanceOf(Interrupt.class);
            assertThat(driver.effects).last().isInstanceOf(Undo.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SourceState.class,
            names = {"OPENING", "STARTED", "FREEZING", "UNKNOWN"},
            mode = Mode.EXCLUDE)
    void shouldStayFromTheVoteOnWhateverIsLostAndHoweverLongItTakes(SourceState state) {
        SourceDriver driver = SourceDriver.in(state);
        driver.give(new CoordinatorLost(WHY), new StreamLost(WHY), new SourceInput.AgentEnding(WHY));
        driver.now += Long.MAX_VALUE / 2;
        driver.give(new Tick());
        assertThat(driver.source.state()).isEqualTo(state);
        assertThat(driver.effects).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SourceState.class)
    void shouldCommitOnlyAfterTheVote(SourceState state) {
        SourceDriver driver = SourceDriver.in(state).give(commit());
        switch (state) {
            case UNKNOWN -> assertThat(driver.faults()).containsExactly(Fault.NOT_FOUND);
            case OPENING, STARTED, FREEZING -> assertThat(driver.faults()).containsExactly(Fault.CONFLICT);
            case PREPARED -> assertThat(driver.effects).containsExactly(new Record(SourceState.REAPING));
            case REAPING, UNDOING -> assertThat(driver.effects).isEmpty();
            case REAPED -> assertThat(driver.effects).containsExactly(done(Ask.COMMIT));
            case ABORTED -> assertThat(driver.faults()).containsExactly(Fault.FAILED);
        }
        boolean reaps = EnumSet.of(SourceState.PREPARED, SourceState.REAPING, SourceState.REAPED)
                .contains(state);
        assertThat(driver.effects.contains(new Reap())).isFalse();
        assertThat(driver.source.held().recording() == SourceState.REAPING)
                .isEqualTo(reaps && driver.effects.size() == 1 && state == SourceState.PREPARED);
    }

    @ParameterizedTest
    @EnumSource(SourceState.class)
    void shouldAbortAllButWhatIsCommitted(SourceState state) {
        SourceDriver driver = SourceDriver.in(state).give(abort());
        Set<SourceState> undoing = EnumSet.of(
                SourceState.OPENING,
                SourceState.STARTED,
                SourceState.FREEZING,
                SourceState.PREPARED,
                SourceState.UNDOING);
        if (state == SourceState.REAPING || state == SourceState.REAPED) {
            assertThat(driver.faults()).containsExactly(Fault.CONFLICT);
            assertThat(driver.source.state()).isEqualTo(state);
        } else if (undoing.contains(state)) {
            assertThat(driver.source.state()).isEqualTo(SourceState.UNDOING);
            assertThat(driver.give(new Undone()).effects).containsExactly(new Record(SourceState.ABORTED));
            assertThat(driver.give(new Recorded(SourceState.ABORTED)).effects).contains(done(Ask.ABORT));
        } else {
            assertThat(driver.effects).containsExactly(done(Ask.ABORT));
            assertThat(driver.source.state()).isEqualTo(SourceState.ABORTED);
        }
    }

    @Test
    void shouldRefuseToAbortOnceTheCommitIsBeingRecorded() {
        SourceDriver driver = new SourceDriver().prepared().give(commit(), abort());
        assertThat(driver.faults()).containsExactly(Fault.CONFLICT);
        assertThat(driver.give(new Recorded(SourceState.REAPING)).effects).containsExactly(new Reap());
    }

    @Test
    void shouldNotVoteWhenTheVoteCannotBeRecorded() {
        SourceDriver driver = new SourceDriver().freezing().give(new Sent());
        driver.give(new RecordFailed(SourceState.PREPARED, "no space left on device"));
        assertThat(driver.source.state()).isEqualTo(SourceState.UNDOING);
        driver.give(new Recorded(SourceState.UNDOING), new Undone());
        driver.give(new RecordFailed(SourceState.ABORTED, "no space left on device"));
        assertThat(driver.source.state()).isEqualTo(SourceState.ABORTED);
        assertThat(driver.effects)
                .containsExactly(
                        new Answer(Ask.FREEZE, Fault.FAILED, "the vote cannot be recorded: no space left on device"));
    }

    @Test
    void shouldNotVoteForACoordinatorThatIsLostWhileTheVoteIsRecorded() {
        SourceDriver driver = new SourceDriver().freezing().give(new Sent(), new CoordinatorLost(WHY));
        assertThat(driver.effects)
                .endsWith(new Record(SourceState.UNDOING), new Undo("the coordinator is lost: " + WHY));
        assertThat(driver.give(new Recorded(SourceState.PREPARED)).effects).isEmpty();
        assertThat(driver.source.state()).isEqualTo(SourceState.UNDOING);
    }

    @Test
    void shouldGiveUpWhenItIsFrozenForTooLongWithoutAVote() {
        SourceDriver driver = new SourceDriver().freezing();
        driver.now += SourceDriver.MAX_FREEZE_NANOS - 1;
        assertThat(driver.give(new Tick()).source.state()).isEqualTo(SourceState.FREEZING);
        driver.now++;
        assertThat(driver.give(new Tick()).source.state()).isEqualTo(SourceState.UNDOING);
        assertThat(driver.source.held().ending().why()).contains("--max-freeze");
    }

    @Test
    void shouldAnswerTheSameAgain() {
        SourceDriver driver = new SourceDriver().started().give(new SourceInput.Round(1), new SourceInput.Round(1));
        assertThat(driver.effects).isEmpty();
        driver.give(new SourceInput.RoundDone(1), new SourceInput.Round(1));
        assertThat(driver.effects).containsExactly(done(Ask.round(1)));
        driver.give(
                new SourceInput.Freeze(9), new Sent(), new Recorded(SourceState.PREPARED), new SourceInput.Freeze(9));
        assertThat(driver.effects).containsExactly(done(Ask.FREEZE));
        assertThat(driver.give(new SourceInput.Round(2)).faults()).containsExactly(Fault.CONFLICT);
    }

    @Test
    void shouldTryAgainWhatFailedAfterTheDecision() {
        SourceDriver driver = new SourceDriver().reaping().give(new Failed(Work.REAP, Fault.FAILED, "no such thread"));
        assertThat(driver.faults()).containsExactly(Fault.IN_DOUBT);
        assertThat(driver.source.isInDoubt()).isTrue();
        assertThat(driver.give(new Tick()).effects).isEmpty();
        driver.now += 5_000_000_000L;
        assertThat(driver.give(new Tick()).effects).containsExactly(new Reap());
        assertThat(driver.give(new Tick()).effects).isEmpty();
        driver.give(new Failed(Work.REAP, Fault.FAILED, "no such thread"), commit());
        assertThat(driver.effects).containsExactly(new Reap());
    }

    @Test
    void shouldIgnoreWhatIsOutOfDate() {
        SourceDriver driver = new SourceDriver().freezing().give(abort());
        driver.give(new Failed(Work.FREEZE, Fault.FAILED, "interrupted"), new Sent(), new SourceInput.RoundDone(1));
        assertThat(driver.source.state()).isEqualTo(SourceState.UNDOING);
        assertThat(driver.effects).isEmpty();
        assertThat(driver.source.isStuck()).isFalse();
    }

    @Test
    void shouldBeInDoubtWithoutACoordinatorUntilOneGivesOrders() {
        SourceDriver driver = new SourceDriver().prepared();
        assertThat(driver.source.isInDoubt()).isFalse();
        driver.now += 7;
        assertThat(driver.give(new CoordinatorLost(WHY)).source.isInDoubt()).isTrue();
        assertThat(driver.source.held().aloneNanos()).isEqualTo(driver.now);
        assertThat(driver.give(commit()).source.isInDoubt()).isFalse();
    }

    @Test
    void shouldRefuseWhatWasAbortedBeforeItBegan() {
        SourceDriver driver = new SourceDriver().give(abort(), new SourceInput.Start());
        assertThat(driver.faults()).containsExactly(Fault.CONFLICT);
        assertThat(driver.source.state()).isEqualTo(SourceState.ABORTED);
    }

    @ParameterizedTest
    @EnumSource(SourceState.class)
    void shouldGoOnAfterACrash(SourceState durable) {
        SourceDriver driver = new SourceDriver().recovered(durable, true);
        switch (durable) {
            case OPENING, STARTED, FREEZING, UNDOING -> {
                assertThat(driver.source.state()).isEqualTo(SourceState.UNDOING);
                assertThat(driver.effects).last().isInstanceOf(Undo.class);
            }
            case REAPING -> assertThat(driver.effects).containsExactly(new Reap());
            case PREPARED -> {
                assertThat(driver.effects).isEmpty();
                assertThat(driver.source.isInDoubt()).isTrue();
                assertThat(driver.give(new SourceInput.Freeze(9)).effects).containsExactly(done(Ask.FREEZE));
            }
            default -> assertThat(driver.effects).isEmpty();
        }
        assertThat(driver.source.held().treeGone()).isFalse();
        assertThat(new SourceDriver().recovered(durable, false).source.held().treeGone())
                .isTrue();
    }

    @Test
    void shouldConfirmAnAbortOnlyWhenNoCrashCanFindTheVoteAgain() {
        SourceDriver driver = SourceDriver.in(SourceState.PREPARED).give(abort());
        driver.give(new RecordFailed(SourceState.UNDOING, "no space"), new Undone());
        assertThat(driver.give(new RecordFailed(SourceState.ABORTED, "no space"))
                        .faults())
                .containsExactly(Fault.IN_DOUBT);
        driver.give(abort(), new Undone(), new Recorded(SourceState.ABORTED));
        assertThat(driver.effects).contains(done(Ask.ABORT));

        SourceDriver withdrawn = SourceDriver.in(SourceState.PREPARED).give(abort());
        withdrawn.give(new Recorded(SourceState.UNDOING), new Undone());
        withdrawn.give(new RecordFailed(SourceState.ABORTED, "no space"));
        assertThat(withdrawn.effects).contains(done(Ask.ABORT));
    }
}
