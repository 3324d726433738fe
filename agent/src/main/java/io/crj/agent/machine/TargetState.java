package io.crj.agent.machine;

import java.util.Locale;
import java.util.Set;

/** Where the target's side of a migration stands, with the states it may be entered from. */
public enum TargetState {
    /** Nothing is known of it. */
    UNKNOWN(false),
    /** The vessel is being made, then filled as rounds arrive. */
    FILLING(false, UNKNOWN),
    /** All has arrived; the vessel becomes the tree, then the vote is recorded. */
    COMPLETING(false, FILLING),
    /** Voted: complete, held until the decision is heard. */
    READY(true, COMPLETING),
    /** COMMIT was heard; the tree is being let run, and may do so already. */
    RESUMING(true, READY),
    /** Runs here, after COMMIT. */
    RESUMED(true, RESUMING),
    /** Being undone, by ABORT or, before the vote, by itself. */
    UNDOING(false, FILLING, COMPLETING, READY),
    /** Nothing of it is left, and it never ran here. */
    ABORTED(true, UNKNOWN, UNDOING),
    /** COMMIT cannot be carried out: the vessel died before it ever ran, or never was; certified for good. */
    LOST(true, UNKNOWN, READY, RESUMING, ABORTED);

    private final boolean synced;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
    private final Set<TargetState> predecessors;

    TargetState(boolean synced, TargetState... predecessors) {
        this.synced = synced;
        this.predecessors = Set.of(predecessors);
    }

    /** Whether its record has to survive a crash of the host, not only one of the agent. */
    public boolean isSynced() {
        return synced;
    }

    /** Whether this state may be entered from {@code previous}. */
    public boolean follows(TargetState previous) {
        return predecessors.contains(previous);
    }

    /** Whether this side may still give up by itself. */
    public boolean isBeforeVote() {
        return this == FILLING || this == COMPLETING;
    }

    /** Nothing follows but a later record of the same. */
    public boolean isEnd() {
        return this == RESUMED || this == ABORTED || this == LOST;
    }

    /** Name for people and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
