package io.crj.engine.hold;

import io.crj.engine.DumpOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Journal;
import java.util.List;

/**
 * Keeps a frozen tree from running when the process that froze it ends, however it ends.
 *
 * <pre>
 *   enter (the tree runs) ─► (freeze) ─► hold ─┬─► beforeRelease ─► (detach) ─► release   the tree runs on
 *                                              └─► (kill) ─► reaped
 * </pre>
 *
 * {@code hold} comes after the last remote call, for a held thread executes none; and before anything that the tree could
 * not bear if it ran. All but {@code enter} only on the tracer thread.
 */
public interface TreeHold {

    /** The kind of its notes in the journal. */
    String KIND = "hold";

    /** Holds nothing: for dumps that nobody would recover, whose tree has to run when they end. */
    TreeHold NONE = new TreeHold() {};

    /**
     * Prepares, while the tree runs, what would take too long in the freeze; the way that works here, none when nothing of
     * it would be kept.
     *
     * @throws EngineException when an earlier hold of the tree was neither undone nor completed
     */
    static TreeHold enter(DumpOptions options, Journal journal) {
        if (journal == Journal.NONE) {
            return NONE;
        }
        return options.hold() == HoldMethod.AUTOMATIC
                ? GroupHold.enter(options, journal).orElseGet(() -> new SignalHold(journal))
                : new SignalHold(journal);
    }

    /** From now on the tree stays where it is, whoever ends. */
    default void hold(List<? extends HeldProcess> processes) {}

    /** Right before the threads are let go by us. */
    default void beforeRelease(List<? extends HeldProcess> processes) {}

    /** After all threads were let go: they run on, and nothing is left of the hold. */
    default void release() {}

    /** After the tree was ended: nothing is left of the hold. */
    default void reaped() {}
}
