package io.crj.agent.machine;

/** Everything that can happen to a target. What is out of date or does not fit is ignored or answered with a conflict. */
public sealed interface TargetInput {

    record Prepare() implements TargetInput {}

    record AwaitReady() implements TargetInput {}

    /**
     * The decision is COMMIT.
     *
     * @param forced by an operator's word
     */
    record Commit(boolean forced) implements TargetInput {}

    /**
     * The decision is ABORT.
     *
     * @param forced by an operator's word
     */
    record Abort(String why, boolean forced) implements TargetInput {}

    /** Outcome of {@link TargetEffect.Prepare}. */
    record Prepared() implements TargetInput {}

    /** Outcome of {@link TargetEffect.Fill}. */
    record ImageComplete() implements TargetInput {}

    /** Outcome of {@link TargetEffect.Complete}: the vessel is complete and held, also if this agent dies. */
    record VesselComplete() implements TargetInput {}

    /** Outcome of {@link TargetEffect.Record}. */
    record Recorded(TargetState state) implements TargetInput {}

    /** Outcome of {@link TargetEffect.Record}: it may be recorded or not. */
    record RecordFailed(TargetState state, String why) implements TargetInput {}

    /** Outcome of {@link TargetEffect.Resume}: the tree runs, or ran. */
    record Resumed() implements TargetInput {}

    /** Outcome of {@link TargetEffect.Undo}: nothing is left. */
    record Undone() implements TargetInput {}

    /**
     * The vessel is dead and it is certain that it never ran. While {@code Resume} is under way only that may say so: who
     * sees the vessel die from outside cannot know whether it had been thawed.
     */
    record VesselLost(String why) implements TargetInput {}

    /** Outcome of any work: it failed. */
    record Failed(Work work, Fault fault, String why) implements TargetInput {}

    /** The connection of whoever gave the last order is gone. */
    record CoordinatorLost(String why) implements TargetInput {}

    /** The image stream broke. */
    record StreamLost(String why) implements TargetInput {}

    /** This agent is being ended in an orderly way. */
    record AgentEnding(String why) implements TargetInput {}

    /** Time went by. */
    record Tick() implements TargetInput {}

    /** What can fail. */
    enum Work {
        PREPARE,
        FILL,
        COMPLETE,
        RESUME,
        UNDO
    }
}
