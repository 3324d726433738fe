package io.crj.coordinator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.coordinator.migration.Resolution.Action;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResolutionTest {

    @ParameterizedTest
    @EnumSource(SideState.class)
    void shouldCommitWithoutADecisionOnlyWithBothVotes(SideState source) {
        for (SideState target : SideState.values()) {
            Action action = action(Decision.COMMIT, null, source, target, false);
            boolean votes = source == SideState.PREPARED && target == SideState.READY;
            assertThat(action).as(source + " " + target).isEqualTo(votes ? Action.DECIDE : Action.REFUSE);
        }
    }

    @ParameterizedTest
    @EnumSource(SideState.class)
    void shouldNeverGoAgainstADecisionUnforcedButWhereTheTargetHasLostTheVessel(SideState source) {
        for (SideState target : SideState.values()) {
            assertThat(action(Decision.COMMIT, Decision.ABORT, source, target, false))
                    .as(source + " " + target)
                    .isEqualTo(Action.REFUSE);
            assertThat(action(Decision.ABORT, Decision.COMMIT, source, target, false))
                    .as(source + " " + target)
                    .isEqualTo(target.certifiesLoss() ? Action.DECIDE : Action.REFUSE);
        }
    }

    @ParameterizedTest
    @EnumSource(SideState.class)
    void shouldNeverMakeTwoCopiesOfWhatRunsOrLoseWhatIsLeftEvenWhenForced(SideState other) {
        assertThat(action(Decision.ABORT, Decision.COMMIT, other, SideState.RESUMED, true))
                .isEqualTo(Action.REFUSE);
        assertThat(action(Decision.ABORT, Decision.COMMIT, SideState.REAPED, SideState.READY, true))
                .isEqualTo(Action.REFUSE);
        Set<SideState> resumable =
                EnumSet.of(SideState.READY, SideState.RESUMED, SideState.RESUMING, SideState.UNCERTAIN);
        if (!resumable.contains(other)) {
            assertThat(action(Decision.COMMIT, null, SideState.PREPARED, other, true))
                    .isEqualTo(Action.REFUSE);
        }
    }

    @ParameterizedTest
    @EnumSource(SideState.class)
    void shouldSayWhatForcingRisks(SideState source) {
        for (SideState target : SideState.values()) {
            for (Decision wanted : Decision.values()) {
                for (Decision held : new Decision[] {null, Decision.COMMIT, Decision.ABORT}) {
                    Resolution judged = Resolution.of(wanted, held, source, target, true);
                    assertThat(judged.words().isEmpty()).isEqualTo(judged.action() == Action.DECIDE);
                }
            }
        }
    }

    private static Action action(Decision wanted, Decision held, SideState source, SideState target, boolean force) {
        return Resolution.of(wanted, held, source, target, force).action();
    }
}
