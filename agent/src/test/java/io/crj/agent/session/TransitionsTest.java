package io.crj.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionsTest {

    private final Transitions<SourceState> source = Transitions.source();
    private final Transitions<TargetState> target = Transitions.target();

    @Test
    void shouldLeadTheSourceToTheVoteAndThroughTheCommit() {
        assertThat(walk(
                        source,
                        SourceState.OPENING,
                        SessionEvent.OPENED,
                        SessionEvent.ROUND,
                        SessionEvent.ROUND,
                        SessionEvent.FREEZE,
                        SessionEvent.VOTED))
                .isEqualTo(SourceState.PREPARED);
        assertThat(source.next(SourceState.PREPARED, SessionEvent.COMMIT)).contains(SourceState.REAPED);
    }

    @Test
    void shouldLeadTheTargetToTheVoteAndThroughTheCommit() {
        assertThat(walk(target, TargetState.OPENING, SessionEvent.OPENED, SessionEvent.ARRIVED, SessionEvent.VOTED))
                .isEqualTo(TargetState.READY);
        assertThat(target.next(TargetState.READY, SessionEvent.COMMIT)).contains(TargetState.RESUMED);
    }

    @ParameterizedTest
    @EnumSource(SourceState.class)
    void shouldCommitTheSourceOnlyAfterItsVote(SourceState state) {
        boolean allowed = EnumSet.of(SourceState.PREPARED, SourceState.REAPED).contains(state);
        assertThat(source.next(state, SessionEvent.COMMIT))
                .isEqualTo(allowed ? Optional.of(SourceState.REAPED) : Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(TargetState.class)
    void shouldCommitTheTargetOnlyAfterItsVote(TargetState state) {
        boolean allowed = EnumSet.of(TargetState.READY, TargetState.RESUMED).contains(state);
        assertThat(target.next(state, SessionEvent.COMMIT))
                .isEqualTo(allowed ? Optional.of(TargetState.RESUMED) : Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(SourceState.class)
    void shouldLetALossEndTheSourceOnlyBeforeItsVote(SourceState state) {
        Set<SourceState> kept = EnumSet.of(SourceState.PREPARED, SourceState.REAPED);
        assertThat(source.next(state, SessionEvent.LOST)).contains(kept.contains(state) ? state : SourceState.ABORTED);
    }

    @ParameterizedTest
    @EnumSource(TargetState.class)
    void shouldLetALossEndTheTargetOnlyBeforeItsVote(TargetState state) {
        Set<TargetState> kept = EnumSet.of(TargetState.READY, TargetState.RESUMED);
        assertThat(target.next(state, SessionEvent.LOST)).contains(kept.contains(state) ? state : TargetState.ABORTED);
    }

    @Test
    void shouldNotAbortWhatIsCommitted() {
        assertThat(source.next(SourceState.REAPED, SessionEvent.ABORT)).isEmpty();
        assertThat(target.next(TargetState.RESUMED, SessionEvent.ABORT)).isEmpty();
        assertThat(source.next(SourceState.PREPARED, SessionEvent.ABORT)).contains(SourceState.ABORTED);
        assertThat(target.next(TargetState.READY, SessionEvent.ABORT)).contains(TargetState.ABORTED);
    }

    private static <S extends Enum<S>> S walk(Transitions<S> table, S from, SessionEvent... events) {
        S state = from;
        for (SessionEvent event : events) {
            state = table.next(state, event).orElseThrow();
        }
        return state;
    }
}
