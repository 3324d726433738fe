package io.crj.chaos.matrix;

import static io.crj.chaos.matrix.Party.COORDINATOR;
import static io.crj.chaos.matrix.Party.SOURCE;
import static io.crj.chaos.matrix.Party.TARGET;

import java.util.Locale;

/** The messages that lead a migration from state to state, in their order; the last four come when it is cancelled. */
enum Step {
    /** Nothing is touched yet. */
    INSPECT("INSPECT_SOURCE", COORDINATOR, SOURCE),
    /** The vessel begins. */
    PREPARE("PREPARE_TARGET", COORDINATOR, TARGET),
    /** The stream is connected. */
    STARTED("SOURCE_STARTED", SOURCE, COORDINATOR),
    /** Memory has been sent. */
    ROUND("ROUND_DONE", SOURCE, COORDINATOR),
    /** The tree stops. */
    FREEZE("FREEZE", COORDINATOR, SOURCE),
    /** The source's vote. */
    PREPARED("PREPARED", SOURCE, COORDINATOR),
    /** The target's vote. */
    READY("READY", TARGET, COORDINATOR),
    /** The decision is written; the first who hears of it. */
    COMMIT("COMMIT", COORDINATOR, TARGET),
    /** It runs on the target. */
    RESUMED("RESUMED", TARGET, COORDINATOR),
    /** The frozen copy may go. */
    REAP("COMMIT", COORDINATOR, SOURCE),
    /** It has gone. */
    REAPED("REAPED", SOURCE, COORDINATOR),
    /** The decision is ABORT; the source hears of it. */
    ABORT("ABORT", COORDINATOR, SOURCE),
    /** It runs on at the source. */
    ABORTED("ABORTED", SOURCE, COORDINATOR),
    /** The target hears of the ABORT. */
    UNDO("ABORT", COORDINATOR, TARGET),
    /** Nothing of it is left on the target. */
    UNDONE("ABORTED", TARGET, COORDINATOR);

    private final String message;
    private final Party sender;
    private final Party receiver;

    Step(String message, Party sender, Party receiver) {
        this.message = message;
        this.sender = sender;
        this.receiver = receiver;
    }

    String message() {
        return message;
    }

    Party sender() {
        return sender;
    }

    Party receiver() {
        return receiver;
    }

    /** Whether the migration has to be cancelled to get there. */
    boolean needsCancel() {
        return compareTo(ABORT) >= 0;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
