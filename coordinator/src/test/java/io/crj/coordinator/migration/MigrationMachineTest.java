package io.crj.coordinator.migration;

import static io.crj.coordinator.migration.MigrationState.ABORTED;
import static io.crj.coordinator.migration.MigrationState.ABORTING;
import static io.crj.coordinator.migration.MigrationState.APPROVED;
import static io.crj.coordinator.migration.MigrationState.AWAITING_VOTES;
import static io.crj.coordinator.migration.MigrationState.COMMITTING_SOURCE;
import static io.crj.coordinator.migration.MigrationState.COMMITTING_TARGET;
import static io.crj.coordinator.migration.MigrationState.DECIDING;
import static io.crj.coordinator.migration.MigrationState.DONE;
import static io.crj.coordinator.migration.MigrationState.FREEZING;
import static io.crj.coordinator.migration.MigrationState.IN_DOUBT;
import static io.crj.coordinator.migration.MigrationState.PREFLIGHT;
import static io.crj.coordinator.migration.MigrationState.PREPARING;
import static io.crj.coordinator.migration.MigrationState.REFUSED;
import static io.crj.coordinator.migration.MigrationState.RETURNING;
import static io.crj.coordinator.migration.MigrationState.ROUNDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.crj.coordinator.migration.MigrationEffect.Abort;
import io.crj.coordinator.migration.MigrationEffect.AwaitReady;
import io.crj.coordinator.migration.MigrationEffect.Commit;
import io.crj.coordinator.migration.MigrationEffect.Freeze;
import io.crj.coordinator.migration.MigrationEffect.InspectSource;
import io.crj.coordinator.migration.MigrationEffect.InspectTarget;
import io.crj.coordinator.migration.MigrationEffect.PrepareTarget;
import io.crj.coordinator.migration.MigrationEffect.RunRound;
import io.crj.coordinator.migration.MigrationEffect.StartSource;
import io.crj.coordinator.migration.MigrationEffect.WriteBegun;
import io.crj.coordinator.migration.MigrationEffect.WriteDecision;
import io.crj.coordinator.migration.MigrationEffect.WriteEnded;
import io.crj.coordinator.migration.MigrationInput.Aborted;
import io.crj.coordinator.migration.MigrationInput.AgentFailed;
import io.crj.coordinator.migration.MigrationInput.BegunFailed;
import io.crj.coordinator.migration.MigrationInput.Cancel;
import io.crj.coordinator.migration.MigrationInput.DecisionFailed;
import io.crj.coordinator.migration.MigrationInput.DecisionWritten;
import io.crj.coordinator.migration.MigrationInput.Prepared;
import io.crj.coordinator.migration.MigrationInput.Ready;
import io.crj.coordinator.migration.MigrationInput.Reaped;
import io.crj.coordinator.migration.MigrationInput.Resumed;
import io.crj.coordinator.migration.MigrationInput.RoundDone;
import io.crj.coordinator.migration.MigrationInput.SourceInspected;
import io.crj.coordinator.migration.MigrationInput.TargetInspected;
import io.crj.coordinator.migration.MigrationInput.VesselLost;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationMachineTest {

    private static final String WHY = "hostB: out of memory";

    @Test
    void shouldAskForEachStepInOrderAndEndDone() {
        MachineDriver driver = new MachineDriver().to(DONE);

        assertThat(driver.allEffects)
                .containsExactly(
                        new InspectSource(),
                        new InspectTarget(),
                        new WriteBegun(),
                        new PrepareTarget(),
                        new StartSource(7071),
                        new RunRound(1),
                        new Freeze(),
                        new AwaitReady(),
                        new WriteDecision(Decision.COMMIT),
                        new Commit(Side.TARGET),
                        new Commit(Side.SOURCE),
                        new WriteEnded(DONE));
        assertThat(driver.events)
                .extracting(MigrationEvent::to)
                .containsExactly(
                        PREFLIGHT,
                        PREPARING,
                        ROUNDS,
                        ROUNDS,
                        FREEZING,
                        AWAITING_VOTES,
                        DECIDING,
                        COMMITTING_TARGET,
                        COMMITTING_SOURCE,
                        DONE);
        assertThat(driver.events)
                .extracting(MigrationEvent::sequence)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(driver.events.get(9).figures())
                .containsEntry("freezeMillis", 150L)
                .containsEntry("pid", 42);
    }

    @Test
    void shouldTakeTheVotesInEitherOrder() {
        MachineDriver driver = new MachineDriver().to(FREEZING);

        assertThat(driver.on(new Ready())).isEmpty();
        assertThat(driver.on(new Ready())).isEmpty();
        assertThat(driver.state()).isEqualTo(AWAITING_VOTES);
        assertThat(driver.on(new Prepared(Figures.FREEZE))).containsExactly(new WriteDecision(Decision.COMMIT));
    }

    @Test
    void shouldRunAnotherRoundWhileTheFreezeWouldBeTooLong() {
        MachineDriver driver = new MachineDriver().to(ROUNDS);

        assertThat(driver.on(new RoundDone(Figures.round(1, 256, 1000)))).containsExactly(new RunRound(2));
        assertThat(driver.on(new RoundDone(Figures.round(1, 256, 1000))))
                .as("a repeated answer")
                .isEmpty();
        assertThat(driver.on(new RoundDone(Figures.round(2, 4, 20)))).containsExactly(new Freeze(), new AwaitReady());
        assertThat(driver.events)
                .filteredOn(event -> event.kind() == MigrationEvent.Kind.ROUND)
                .extracting(event -> event.figures().get("round"))
                .containsExactly(1, 2);
    }

    @Test
    void shouldEndADryRunWithoutTouchingAnything() {
        MachineDriver driver = new MachineDriver(true);
        driver.on(new SourceInspected(Figures.FACTS));

        assertThat(driver.on(new TargetInspected(List.of()))).isEmpty();
        assertThat(driver.state()).isEqualTo(APPROVED);
    }

    @Test
    void shouldRefuseWhenTheTargetObjects() {
        MachineDriver driver = new MachineDriver();
        driver.on(new SourceInspected(Figures.FACTS));

        assertThat(driver.on(new TargetInspected(List.of("Pid 42 is taken.", "/bin/x differs."))))
                .isEmpty();
        assertThat(driver.state()).isEqualTo(REFUSED);
        assertThat(driver.migration.ending().refusals()).containsExactly("Pid 42 is taken.", "/bin/x differs.");
    }

    @Test
    void shouldRefuseWhenAnAgentCannotBeAsked() {
        MachineDriver driver = new MachineDriver();

        assertThat(driver.on(new AgentFailed(Side.SOURCE, WHY))).isEmpty();
        assertThat(driver.state()).isEqualTo(REFUSED);
        assertThat(driver.migration.ending().reason()).isEqualTo(WHY);
    }

    @Test
    void shouldRefuseWhenPreflightTakesTooLong() {
        MachineDriver driver = new MachineDriver();

        assertThat(driver.afterSeconds(29)).isEmpty();
        assertThat(driver.state()).isEqualTo(PREFLIGHT);
        driver.afterSeconds(1);
        assertThat(driver.state()).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @EnumSource(names = {"PREPARING", "ROUNDS", "FREEZING", "AWAITING_VOTES"})
    void shouldAbortOnAnyFailureBeforeTheDecision(MigrationState state) {
        for (Side side : Side.values()) {
            MachineDriver driver = new MachineDriver().to(state);

            assertThat(driver.on(new AgentFailed(side, WHY))).containsExactly(new WriteDecision(Decision.ABORT));
            assertThat(driver.on(new DecisionWritten(Decision.ABORT)))
                    .containsExactly(new Abort(Side.SOURCE, WHY), new Abort(Side.TARGET, WHY));
            driver.on(new Aborted(Side.TARGET));
            assertThat(driver.state()).isEqualTo(ABORTING);
            assertThat(driver.on(new Aborted(Side.SOURCE))).containsExactly(new WriteEnded(ABORTED));
            assertThat(driver.state()).isEqualTo(ABORTED);
            assertThat(driver.migration.ending().reason()).isEqualTo(WHY);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PREPARING", "ROUNDS", "FREEZING", "AWAITING_VOTES"})
    void shouldAbortWhenCancelledOrLate(MigrationState state) {
        MachineDriver cancelled = new MachineDriver().to(state);
        assertThat(cancelled.on(new Cancel())).containsExactly(new WriteDecision(Decision.ABORT));
        assertThat(cancelled.migration.ending().cancelled()).isTrue();

        MachineDriver late = new MachineDriver().to(state);
        assertThat(late.afterSeconds(1000)).containsExactly(new WriteDecision(Decision.ABORT));
        assertThat(late.migration.ending().reason()).contains("in time");
    }

    @Test
    void shouldEndACancelledPreflightAtOnce() {
        MachineDriver driver = new MachineDriver();

        assertThat(driver.on(new Cancel())).isEmpty();
        assertThat(driver.state()).isEqualTo(ABORTED);
    }

    @Test
    void shouldNotBeMovedByFailuresWhileDeciding() {
        MachineDriver driver = new MachineDriver().to(DECIDING);

        assertThat(driver.on(new AgentFailed(Side.TARGET, WHY))).isEmpty();
        assertThat(driver.state()).isEqualTo(DECIDING);
        assertThat(driver.on(new DecisionWritten(Decision.COMMIT))).containsExactly(new Commit(Side.TARGET));
    }

    @Test
    void shouldLetTheLogSayWhetherACancelWhileDecidingIsTooLate() {
        MachineDriver late = new MachineDriver().to(DECIDING);
        assertThat(late.on(new Cancel())).containsExactly(new WriteDecision(Decision.ABORT));
        assertThat(late.on(new DecisionWritten(Decision.COMMIT))).containsExactly(new Commit(Side.TARGET));
        assertThat(late.on(new DecisionWritten(Decision.COMMIT))).isEmpty();

        MachineDriver early = new MachineDriver().to(DECIDING);
        early.on(new Cancel());
        assertThat(early.on(new DecisionWritten(Decision.ABORT))).hasSize(2);
        assertThat(early.migration.ending().cancelled()).isTrue();
    }

    @Test
    void shouldAskForAbortWhenTheFreezeLastsTooLongEvenWhileDeciding() {
        MachineDriver driver = new MachineDriver().to(FREEZING);
        driver.afterSeconds(20);
        driver.on(new Prepared(Figures.FREEZE));
        driver.on(new Ready());
        assertThat(driver.state()).isEqualTo(DECIDING);

        assertThat(driver.afterSeconds(10)).containsExactly(new WriteDecision(Decision.ABORT));

        assertThat(driver.migration.ending().reason()).contains("30 s").contains("--max-freeze");
    }

    @Test
    void shouldObeyALogThatHoldsAbort() {
        MachineDriver driver = new MachineDriver().to(DECIDING);

        assertThat(driver.on(new DecisionWritten(Decision.ABORT))).hasSize(2).allMatch(Abort.class::isInstance);
        assertThat(driver.state()).isEqualTo(ABORTING);
    }

    @Test
    void shouldLetTheSourceRunOnWhenTheLogCannotBeWritten() {
        MachineDriver driver = new MachineDriver().to(DECIDING);

        assertThat(driver.on(new DecisionFailed(true, "no space left")))
                .containsExactly(new WriteDecision(Decision.ABORT));
        assertThat(driver.on(new DecisionFailed(true, "no space left")))
                .hasSize(2)
                .allMatch(Abort.class::isInstance);
    }

    @Test
    void shouldAskALogThatMayHoldAnythingAgainAndTheTargetToGiveUpMeanwhile() {
        MachineDriver driver = undecided();

        assertThat(driver.afterSeconds(1))
                .containsExactly(
                        new Abort(Side.TARGET, driver.migration.ending().reason()), new WriteDecision(Decision.ABORT));
        assertThat(driver.on(new DecisionWritten(Decision.COMMIT))).containsExactly(new Commit(Side.TARGET));
        assertThat(driver.state()).isEqualTo(COMMITTING_TARGET);
    }

    @Test
    void shouldLetTheSourceRunOnOnceTheTargetHasGivenUpWhateverTheLogHolds() {
        MachineDriver driver = undecided();

        assertThat(driver.on(new Aborted(Side.SOURCE))).isEmpty();
        assertThat(driver.on(new Aborted(Side.TARGET)))
                .containsExactly(
                        new Abort(Side.SOURCE, driver.migration.ending().reason()));
        assertThat(driver.on(new DecisionWritten(Decision.COMMIT))).isEmpty();
        assertThat(driver.on(new Aborted(Side.SOURCE))).containsExactly(new WriteEnded(ABORTED));
    }

    @Test
    void shouldBeInDoubtWhenNeitherTheLogNorTheTargetAnswers() {
        MachineDriver driver = undecided();

        assertThat(driver.afterSeconds(60)).isEmpty();
        assertThat(driver.state()).isEqualTo(IN_DOUBT);
        assertThat(driver.migration.ending().advice())
                .contains("log of migrations")
                .contains("crj-migrate recover");
    }

    @Test
    void shouldNotNeedTheLogToUndoWhatNeverFroze() {
        MachineDriver driver = new MachineDriver().to(ROUNDS);
        driver.on(new AgentFailed(Side.SOURCE, WHY));

        assertThat(driver.on(new DecisionFailed(false, "broker away")))
                .hasSize(2)
                .allMatch(Abort.class::isInstance);
    }

    /** Both sides voted and the log's answer was lost. */
    private static MachineDriver undecided() {
        MachineDriver driver = new MachineDriver().to(DECIDING);
        assertThat(driver.on(new DecisionFailed(false, "I/O error")))
                .containsExactly(new WriteDecision(Decision.ABORT));
        assertThat(driver.on(new DecisionFailed(false, "I/O error")))
                .containsExactly(
                        new Abort(Side.TARGET, driver.migration.ending().reason()));
        return driver;
    }

    @Test
    void shouldReturnTheTreeWhenTheTargetCertifiesThatItLostTheVessel() {
        MachineDriver driver = new MachineDriver().to(COMMITTING_TARGET);

        assertThat(driver.on(new VesselLost(WHY))).containsExactly(new Abort(Side.SOURCE, WHY));
        assertThat(driver.state()).isEqualTo(RETURNING);
        assertThat(driver.on(new Resumed(Figures.ARRIVAL))).as("a late answer").isEmpty();
        assertThat(driver.afterSeconds(6)).containsExactly(new Abort(Side.SOURCE, WHY));
        assertThat(driver.on(new Aborted(Side.SOURCE))).containsExactly(new WriteEnded(ABORTED));
        assertThat(driver.migration.ending().reason()).isEqualTo(WHY);
    }

    @Test
    void shouldBeInDoubtWhenTheSourceDoesNotTakeTheTreeBack() {
        MachineDriver driver = new MachineDriver().to(COMMITTING_TARGET);
        driver.on(new VesselLost(WHY));

        assertThat(driver.afterSeconds(60)).isEmpty();
        assertThat(driver.state()).isEqualTo(IN_DOUBT);
        assertThat(driver.migration.ending().advice())
                .contains("source's agent")
                .contains("crj-migrate recover");
    }

    @Test
    void shouldTreatALostVesselAsAnyFailureBeforeTheDecision() {
        MachineDriver driver = new MachineDriver().to(AWAITING_VOTES);

        assertThat(driver.on(new VesselLost(WHY))).containsExactly(new WriteDecision(Decision.ABORT));
    }

    @Test
    void shouldRefuseWhenTheMigrationCannotBeRecorded() {
        MachineDriver driver = new MachineDriver();
        driver.on(new SourceInspected(Figures.FACTS));
        assertThat(driver.on(new TargetInspected(List.of()))).containsExactly(new WriteBegun());
        assertThat(driver.on(new TargetInspected(List.of())))
                .as("a repeated answer")
                .isEmpty();

        driver.on(new BegunFailed("no space left"));

        assertThat(driver.state()).isEqualTo(REFUSED);
        assertThat(driver.migration.ending().reason()).contains("no space left");
    }

    @Test
    void shouldAbortWhatItFindsUndecided() {
        MachineDriver driver = MachineDriver.takingOver(null, 2);

        assertThat(driver.allEffects).containsExactly(new WriteDecision(Decision.ABORT));
        assertThat(driver.on(new DecisionWritten(Decision.ABORT))).hasSize(2).allMatch(Abort.class::isInstance);
        driver.on(new Aborted(Side.TARGET));
        assertThat(driver.state())
                .as("the tree may be frozen: the source has to say that it runs")
                .isEqualTo(ABORTING);
        assertThat(driver.on(new Aborted(Side.SOURCE))).containsExactly(new WriteEnded(ABORTED));
        assertThat(driver.events).extracting(MigrationEvent::sequence).containsExactly(2_000_001L, 2_000_002L);
    }

    @Test
    void shouldFollowADecisionThatWasWrittenMeanwhile() {
        MachineDriver driver = MachineDriver.takingOver(null, 1);

        assertThat(driver.on(new DecisionWritten(Decision.COMMIT))).containsExactly(new Commit(Side.TARGET));
    }

    @Test
    void shouldNotTakeAFullLogForAnAbortWhileTheOneItTookOverFromMayStillWriteCommit() {
        MachineDriver driver = MachineDriver.takingOver(null, 1);

        assertThat(driver.on(new DecisionFailed(true, "no space left")))
                .singleElement()
                .satisfies(effect -> assertThat(((Abort) effect).side()).isEqualTo(Side.TARGET));
        assertThat(driver.on(new Aborted(Side.TARGET)))
                .as("now nothing is left that a COMMIT could resume")
                .singleElement()
                .satisfies(effect -> assertThat(((Abort) effect).side()).isEqualTo(Side.SOURCE));
    }

    @Test
    void shouldFinishWhatItFindsDecided() {
        MachineDriver commit = MachineDriver.takingOver(Decision.COMMIT, 1);
        assertThat(commit.allEffects).containsExactly(new Commit(Side.TARGET));
        assertThat(commit.on(new Resumed(Figures.ARRIVAL))).containsExactly(new Commit(Side.SOURCE));
        assertThat(commit.on(new Reaped())).containsExactly(new WriteEnded(DONE));
        assertThat(commit.events.get(0).from()).isNull();
        assertThat(commit.events.get(1).figures()).containsEntry("pid", 42).doesNotContainKey("freezeMillis");

        MachineDriver abort = MachineDriver.takingOver(Decision.ABORT, 1);
        assertThat(abort.allEffects).hasSize(2).allMatch(Abort.class::isInstance);
    }

    @Test
    void shouldKeepTheLogOpenForASideThatDidNotConfirm() {
        MachineDriver driver = MachineDriver.takingOver(Decision.ABORT, 1);
        driver.on(new Aborted(Side.SOURCE));

        assertThat(driver.afterSeconds(10)).isEmpty();
        assertThat(driver.state()).isEqualTo(ABORTED);
        assertThat(driver.migration.ending().advice()).contains("the target").contains("crj-migrate recover");
    }

    @Test
    void shouldRepeatTheCommitUntilTheTargetResumes() {
        MachineDriver driver = new MachineDriver().to(COMMITTING_TARGET);

        assertThat(driver.on(new AgentFailed(Side.TARGET, WHY))).isEmpty();
        assertThat(driver.afterSeconds(1)).containsExactly(new Commit(Side.TARGET));
        assertThat(driver.afterSeconds(1)).as("the repetition is not due").isEmpty();
        assertThat(driver.afterSeconds(5)).containsExactly(new Commit(Side.TARGET));
        assertThat(driver.on(new Cancel())).isEmpty();
        driver.to(DONE);
        assertThat(driver.allEffects).noneMatch(Abort.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMITTING_TARGET", "COMMITTING_SOURCE"})
    void shouldEndInDoubtWhenTheCommitIsNotCarriedOut(MigrationState state) {
        MachineDriver driver = new MachineDriver().to(state);

        driver.on(new AgentFailed(state == COMMITTING_TARGET ? Side.TARGET : Side.SOURCE, WHY));
        assertThat(driver.afterSeconds(60)).isEmpty();
        assertThat(driver.state()).isEqualTo(IN_DOUBT);
        assertThat(driver.migration.ending().reason()).isEqualTo(WHY);
        assertThat(driver.migration.ending().advice()).contains("agent");
    }

    @Test
    void shouldNotWaitLongForATargetThatDiedOnceTheSourceRunsOn() {
        MachineDriver driver = new MachineDriver().to(AWAITING_VOTES);
        driver.on(new AgentFailed(Side.TARGET, WHY));
        driver.on(new DecisionWritten(Decision.ABORT));
        driver.on(new Aborted(Side.SOURCE));

        driver.afterSeconds(10);

        assertThat(driver.state()).isEqualTo(ABORTED);
        assertThat(driver.migration.ending().advice()).contains("the target");
    }

    @Test
    void shouldBeInDoubtWhenTheSourceOfAFrozenTreeIsSilent() {
        MachineDriver driver = new MachineDriver().to(FREEZING);
        driver.on(new AgentFailed(Side.SOURCE, WHY));
        driver.on(new DecisionWritten(Decision.ABORT));
        driver.on(new Aborted(Side.TARGET));

        assertThat(driver.afterSeconds(11)).containsExactly(new Abort(Side.SOURCE, WHY));
        assertThat(driver.state()).isEqualTo(ABORTING);
        driver.afterSeconds(60);
        assertThat(driver.state()).isEqualTo(IN_DOUBT);
    }

    @Test
    void shouldReportARollbackWhenTheSourceDiedBeforeTheTreeWasStopped() {
        MachineDriver driver = new MachineDriver().to(ROUNDS);
        driver.on(new AgentFailed(Side.SOURCE, WHY));
        driver.on(new DecisionWritten(Decision.ABORT));
        driver.on(new Aborted(Side.TARGET));

        driver.afterSeconds(10);

        assertThat(driver.state()).isEqualTo(ABORTED);
        assertThat(driver.migration.ending().advice()).contains("the source");
    }

    @ParameterizedTest
    @EnumSource(MigrationState.class)
    void shouldGiveEveryStateATimeLimit(MigrationState state) {
        if (state.isTerminal() || state == ABORTING || state == RETURNING) {
            return;
        }
        MachineDriver driver = new MachineDriver().to(state);
        driver.afterSeconds(1000);
        assertThat(driver.state()).isNotEqualTo(state);
        driver.afterSeconds(1000);
        assertThat(driver.state().isTerminal()).isTrue();
    }
}
