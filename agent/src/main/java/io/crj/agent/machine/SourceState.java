package io.crj.agent.machine;

import java.util.Locale;
import java.util.Set;

/** Where the source's side of a migration stands, with the states it may be entered from. */
public enum SourceState {
    /** Nothing is known of it. */
    UNKNOWN(false),
    /** The tree is being looked at and the stream connected. */
    OPENING(false, UNKNOWN),
    /** The stream is up; the tree runs. */
    STARTED(false, OPENING),
    /** The tree is being frozen and sent, then the vote recorded. */
    FREEZING(false, STARTED),
    /** Voted: all is sent, the tree stays frozen until the decision is heard. */
    PREPARED(true, FREEZING),
    /** COMMIT was heard; the frozen tree is being ended. */
    REAPING(true, PREPARED),
    /** The tree is gone, after COMMIT. */
    REAPED(true, REAPING),
    /** Being undone, by ABORT or, before the vote, by itself. */
    UNDOING(false, OPENING, STARTED, FREEZING, PREPARED),
    /** The tree runs here as before. */
    ABORTED(true, UNKNOWN, UNDOING);

    private final boolean synced;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
    private final Set<SourceState> predecessors;

    SourceState(boolean synced, SourceState... predecessors) {
        this.synced = synced;
        this.predecessors = Set.of(predecessors);
    }

    /** Whether its record has to survive a crash of the host, not only one of the agent. */
    public boolean isSynced() {
        return synced;
    }

    /** Whether this state may be entered from {@code previous}. */
    public boolean follows(SourceState previous) {
        return predecessors.contains(previous);
    }

    /** Whether this side may still give up by itself. */
    public boolean isBeforeVote() {
        return this == OPENING || this == STARTED || this == FREEZING;
    }

    /** Nothing follows. */
    public boolean isEnd() {
        return this == REAPED || this == ABORTED;
    }

    /** Name for people and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
