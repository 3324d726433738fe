package io.crj.agent.machine;

/** Everything that can happen to a source. What is out of date or does not fit is ignored or answered with a conflict. */
public sealed interface SourceInput {

    record Start() implements SourceInput {}

    record Round(int number) implements SourceInput {}

    /**
     * Asked to freeze.
     *
     * @param maxFreezeNanos frozen for longer without having voted, it gives up
     */
    record Freeze(long maxFreezeNanos) implements SourceInput {}

    /**
     * The decision is COMMIT.
     *
     * @param forced by an operator's word
     */
    record Commit(boolean forced) implements SourceInput {}

    /**
     * The decision is ABORT.
     *
     * @param forced by an operator's word
     */
    record Abort(String why, boolean forced) implements SourceInput {}

    /** Outcome of {@link SourceEffect.Open}: the stream is up. */
    record Opened() implements SourceInput {}

    /** Outcome of {@link SourceEffect.RunRound}. */
    record RoundDone(int number) implements SourceInput {}

    /** Outcome of {@link SourceEffect.Freeze}: all is sent and has arrived, the tree is held frozen. */
    record Sent() implements SourceInput {}

    /** Outcome of {@link SourceEffect.Record}. */
    record Recorded(SourceState state) implements SourceInput {}

    /** Outcome of {@link SourceEffect.Record}: it may be recorded or not. */
    record RecordFailed(SourceState state, String why) implements SourceInput {}

    /** Outcome of {@link SourceEffect.Reap}. */
    record Reaped() implements SourceInput {}

    /** Outcome of {@link SourceEffect.Undo}: the tree runs, or died without this agent's doing. */
    record Undone() implements SourceInput {}

    /** Outcome of any work: it failed. */
    record Failed(Work work, Fault fault, String why) implements SourceInput {}

    /** The connection of whoever gave the last order is gone. */
    record CoordinatorLost(String why) implements SourceInput {}

    /** The image stream broke while nothing was being sent, or anything else told so. */
    record StreamLost(String why) implements SourceInput {}

    /** This agent is being ended in an orderly way. */
    record AgentEnding(String why) implements SourceInput {}

    /** Time went by. */
    record Tick() implements SourceInput {}

    /** What can fail. */
    enum Work {
        OPEN,
        ROUND,
        FREEZE,
        REAP,
        UNDO
    }
}
