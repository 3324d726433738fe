package io.crj.agent.machine;

/** What a source wants done; see the package for how. */
public sealed interface SourceEffect {

    /** Look at the tree and connect the stream. */
    record Open() implements SourceEffect {}

    /** Send the pages that changed since the last round. */
    record RunRound(int number) implements SourceEffect {}

    /** Stop the tree, take its addresses away, send the rest, hold it. Failing, the tree may be left frozen: Undo follows. */
    record Freeze() implements SourceEffect {}

    /** Have the state survive a crash. */
    @SuppressWarnings("JavaLangClash")
    record Record(SourceState state) implements SourceEffect {}

    /** End the frozen tree silently, with all that was made for it. */
    record Reap() implements SourceEffect {}

    /** Put everything back and let the tree run. */
    record Undo(String why) implements SourceEffect {}

    /** End the work under way as soon as possible; no harm when there is none. */
    record Interrupt(String why) implements SourceEffect {}

    /**
     * Tell all who have asked.
     *
     * @param fault null: as hoped
     * @param sentence of the fault
     */
    record Answer(Ask ask, Fault fault, String sentence) implements SourceEffect {}
}
