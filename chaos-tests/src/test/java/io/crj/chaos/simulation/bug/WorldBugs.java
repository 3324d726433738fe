package io.crj.chaos.simulation.bug;

import io.crj.chaos.simulation.fault.Variant;
import io.crj.chaos.simulation.truth.Note;

/** Bugs in what the machines rely on. */
final class WorldBugs {

    private WorldBugs() {}

    /** One kind of side effect is made without having been noted. */
    static Variant losesNotes(Note note) {
        return new Variant() {
            @Override
            public boolean losesNote(Note lost) {
                return lost == note;
            }
        };
    }

    /** Whoever writes a decision is told his own, and nobody is shut out. */
    static Variant unfencedLog() {
        return new Variant() {
            @Override
            public boolean lastWriterWins() {
                return true;
            }
        };
    }
}
