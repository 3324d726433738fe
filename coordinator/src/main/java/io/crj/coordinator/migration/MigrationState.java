package io.crj.coordinator.migration;

import java.util.Locale;
import java.util.Set;

/**
 * Where a migration stands, with the states it may be entered from.
 *
 * <p>Codes are stable and never reused: events and logs carry them.
 */
public enum MigrationState {
    /** Both hosts are asked whether the tree can move. Nothing is touched. */
    PREFLIGHT(1, "asking both hosts whether the tree can move", false),
    /** The answer of a dry run: it could. Nothing was touched. */
    APPROVED(2, "the tree could move; nothing was touched", true, PREFLIGHT),
    /** A host said no or could not be asked. Nothing was touched. */
    REFUSED(3, "refused; nothing was touched", true, PREFLIGHT),
    /** The target reserves the pids in a vessel, the source connects the image stream. The tree runs. */
    PREPARING(4, "preparing the target and connecting the image stream", false, PREFLIGHT),
    /** Changed pages are sent round after round. The tree runs. */
    ROUNDS(5, "sending memory while the tree runs", false, PREPARING),
    /** The source stops the tree and sends the rest. */
    FREEZING(6, "stopping the tree and sending the rest", false, ROUNDS),
    /** One of the two votes is here. */
    AWAITING_VOTES(7, "one side is ready; waiting for the other", false, FREEZING),
    /** Both votes are here and COMMIT is being written. From here on nothing but the log decides. */
    DECIDING(8, "both sides are ready; writing the decision", false, AWAITING_VOTES),
    /** ABORT is being written, then both sides are told to undo what they did. */
    ABORTING(9, "undoing", false, PREPARING, ROUNDS, FREEZING, AWAITING_VOTES, DECIDING),
    /** COMMIT is written: the target is told to resume, again and again until it did. */
    COMMITTING_TARGET(10, "decided; resuming on the target", false, DECIDING, ABORTING),
    /** The tree runs on the target: the source is told to end the frozen copy. */
    COMMITTING_SOURCE(11, "runs on the target; clearing the source", false, COMMITTING_TARGET),
    /** The tree runs on the target and the source is clean. */
    DONE(12, "migrated", true, COMMITTING_SOURCE),
    /** The tree runs on at the source as if nothing had happened. */
    ABORTED(13, "rolled back; the tree runs on at the source", true, PREFLIGHT, ABORTING),
    /** The decision could not be carried out, or not be known; at most one copy runs and an operator is needed. */
    IN_DOUBT(14, "in doubt; an operator is needed", true, DECIDING, ABORTING, COMMITTING_TARGET, COMMITTING_SOURCE);

    private final int code;
    private final String sentence;
    private final boolean terminal;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
    private final Set<MigrationState> predecessors;

    MigrationState(int code, String sentence, boolean terminal, MigrationState... predecessors) {
        this.code = code;
        this.sentence = sentence;
        this.terminal = terminal;
        this.predecessors = Set.of(predecessors);
    }

    /** Stable number of the state, from 1. */
    public int code() {
        return code;
    }

    /** What is going on, for people; no full stop. */
    public String sentence() {
        return sentence;
    }

    /** Whether nothing follows. */
    public boolean isTerminal() {
        return terminal;
    }

    /** Whether this state may be entered from {@code previous}. */
    public boolean follows(MigrationState previous) {
        return predecessors.contains(previous);
    }

    /** Name in event types and JSON: {@code awaiting-votes}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
