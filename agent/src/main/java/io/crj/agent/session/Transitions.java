package io.crj.agent.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The transition tables of both sides; what is not in them is not allowed.
 *
 * <pre>
 *   source   OPENING ─► STARTED ⟲ round ─ freeze ─► FREEZING ─ voted ─► PREPARED ─ commit ─► REAPED
 *               └──────────┴── abort, lost ────────────┴──► ABORTED ◄── abort ─┘
 *   target   OPENING ─► FILLING ─ arrived ─► COMPLETING ─ voted ─► READY ─ commit ─► RESUMED
 *               └──────────┴── abort, lost ─────┴──► ABORTED ◄── abort ─┘
 * </pre>
 *
 * A side that has voted stays where it is however long the coordinator is gone.
 *
 * @param <S> states of one side
 */
final class Transitions<S extends Enum<S>> {

    private final Map<S, Map<SessionEvent, S>> table;

    private Transitions(Class<S> states) {
        table = new EnumMap<>(states);
        for (S state : states.getEnumConstants()) {
            table.put(state, new EnumMap<>(SessionEvent.class));
        }
    }

    static Transitions<SourceState> source() {
        return new Transitions<>(SourceState.class)
                .with(SourceState.OPENING, SessionEvent.OPENED, SourceState.STARTED)
                .with(SourceState.STARTED, SessionEvent.ROUND, SourceState.STARTED)
                .with(SourceState.STARTED, SessionEvent.FREEZE, SourceState.FREEZING)
                .with(SourceState.FREEZING, SessionEvent.VOTED, SourceState.PREPARED)
                .with(SourceState.PREPARED, SessionEvent.COMMIT, SourceState.REAPED)
                .with(SourceState.REAPED, SessionEvent.COMMIT, SourceState.REAPED)
                .ending(SourceState.ABORTED, SourceState.PREPARED, SourceState.REAPED);
    }

    static Transitions<TargetState> target() {
        return new Transitions<>(TargetState.class)
                .with(TargetState.OPENING, SessionEvent.OPENED, TargetState.FILLING)
                .with(TargetState.FILLING, SessionEvent.ARRIVED, TargetState.COMPLETING)
                .with(TargetState.COMPLETING, SessionEvent.VOTED, TargetState.READY)
                .with(TargetState.READY, SessionEvent.COMMIT, TargetState.RESUMED)
                .with(TargetState.RESUMED, SessionEvent.COMMIT, TargetState.RESUMED)
                .ending(TargetState.ABORTED, TargetState.READY, TargetState.RESUMED);
    }

    /** The state after {@code event}; empty when it is not allowed. */
    Optional<S> next(S state, SessionEvent event) {
        return Optional.ofNullable(table.get(state).get(event));
    }

    private Transitions<S> with(S from, SessionEvent event, S to) {
        table.get(from).put(event, to);
        return this;
    }

    /** Every state may be aborted but the one after COMMIT; a loss aborts those that have not voted. */
    private Transitions<S> ending(S aborted, S voted, S committed) {
        for (S state : table.keySet()) {
            if (state == committed) {
                with(state, SessionEvent.LOST, state);
            } else {
                with(state, SessionEvent.ABORT, aborted);
                with(state, SessionEvent.LOST, state == voted ? voted : aborted);
            }
        }
        return this;
    }
}
