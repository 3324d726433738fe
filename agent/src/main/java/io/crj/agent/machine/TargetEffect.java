package io.crj.agent.machine;

/** What a target wants done; see the package for how. */
public sealed interface TargetEffect {

    /** Check, make the vessel and expect the stream. */
    record Prepare() implements TargetEffect {}

    /** Take the stream until the image is complete. */
    record Fill() implements TargetEffect {}

    /** Make the vessel the tree, compare it with the image, hold it so that it outlives this agent. */
    record Complete() implements TargetEffect {}

    /** Have the state survive a crash. */
    @SuppressWarnings("JavaLangClash")
    record Record(TargetState state) implements TargetEffect {}

    /** Take the addresses, unlock, thaw. */
    record Resume() implements TargetEffect {}

    /** The tree runs and that was told: let go of everything that was needed for it. */
    record Settle() implements TargetEffect {}

    /** Destroy the vessel silently, with all that was made for it. */
    record Undo(String why) implements TargetEffect {}

    /** End the work under way as soon as possible; no harm when there is none. */
    record Interrupt(String why) implements TargetEffect {}

    /**
     * Tell all who have asked.
     *
     * @param fault null: as hoped
     * @param sentence of the fault
     */
    record Answer(Ask ask, Fault fault, String sentence) implements TargetEffect {}
}
