package io.crj.coordinator.migration;

import java.util.Locale;
import java.util.Set;

/**
 * Where a migration stands, with the states each may be entered from.
 *
 * <p>Codes are stable and never reused: events and logs carry them.
 */
public enum MigrationState {
    /** Both hosts are asked whether the tree can move, then BEGUN is written. Nothing is touched. */
    PREFLIGHT(1, "asking both hosts whether the tree can move"),
    /** The answer of a dry run: it could. Nothing was touched. */
    APPROVED(2, "the tree could move; nothing was touched"),
    /** A host said no or could not be asked, or the log takes nothing. Nothing was touched. */
    REFUSED(3, "refused; nothing was touched"),
    /** The target reserves the pids in a vessel, the source connects the image stream. The tree runs. */
    PREPARING(4, "preparing the target and connecting the image stream"),
    /** Changed pages are sent round after round. The tree runs. */
    ROUNDS(5, "sending memory while the tree runs"),
    /** The source stops the tree and sends the rest. */
    FREEZING(6, "stopping the tree and sending the rest"),
    /** One of the two votes is here. */
    AWAITING_VOTES(7, "one side is ready; waiting for the other"),
    /** Both votes are here and COMMIT is being written. From here on nothing but the log decides. */
    DECIDING(8, "both sides are ready; writing the decision"),
    /** ABORT is being written, then both sides are told to undo what they did. */
    ABORTING(9, "undoing"),
    /** COMMIT is written: the target is told to resume, again and again until it did. */
    COMMITTING_TARGET(10, "decided; resuming on the target"),
    /** The tree runs on the target: the source is told to end the frozen copy. */
    COMMITTING_SOURCE(11, "runs on the target; clearing the source"),
    /** The tree runs on the target and the source is clean. */
    DONE(12, "migrated"),
    /** The tree runs on at the source as if nothing had happened. */
    ABORTED(13, "rolled back; the tree runs on at the source"),
    /** The decision could not be carried out, or not be known; at most one copy runs and an operator is needed. */
    IN_DOUBT(14, "in doubt; an operator is needed"),
    /** COMMIT is written, but the target certifies that its vessel died before it ran: the source is told to run on. */
    RETURNING(15, "decided, but the target has lost the vessel; the source shall run on");

    private final int code;
    private final String sentence;

    MigrationState(int code, String sentence) {
        this.code = code;
        this.sentence = sentence;
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
        return switch (this) {
            case APPROVED, REFUSED, DONE, ABORTED, IN_DOUBT -> true;
            default -> false;
        };
    }

    /** Whether this state may be entered from {@code previous}. */
    public boolean follows(MigrationState previous) {
        return predecessors().contains(previous);
    }

    /** The states this one may be entered from; of a migration read from the log see {@link #mayBegin}. */
    public Set<MigrationState> predecessors() {
        return switch (this) {
            case PREFLIGHT -> Set.of();
            case APPROVED, REFUSED, PREPARING -> Set.of(PREFLIGHT);
            case ROUNDS -> Set.of(PREPARING);
            case FREEZING -> Set.of(ROUNDS);
            case AWAITING_VOTES -> Set.of(FREEZING);
            case DECIDING -> Set.of(AWAITING_VOTES);
            case ABORTING -> Set.of(PREPARING, ROUNDS, FREEZING, AWAITING_VOTES, DECIDING);
            case COMMITTING_TARGET -> Set.of(DECIDING, ABORTING);
            case COMMITTING_SOURCE, RETURNING -> Set.of(COMMITTING_TARGET);
            case DONE -> Set.of(COMMITTING_SOURCE);
            case ABORTED -> Set.of(PREFLIGHT, ABORTING, RETURNING);
            case IN_DOUBT -> Set.of(ABORTING, COMMITTING_TARGET, COMMITTING_SOURCE, RETURNING);
        };
    }

    /** Whether a coordinator may begin here: with a new migration, or with one that it found in the log. */
    public boolean mayBegin() {
        return this == PREFLIGHT || this == ABORTING || this == COMMITTING_TARGET;
    }

    /** Name in event types and JSON: {@code awaiting-votes}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
