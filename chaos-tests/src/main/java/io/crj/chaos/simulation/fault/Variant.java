package io.crj.chaos.simulation.fault;

import io.crj.chaos.simulation.part.CoordinatorMind;
import io.crj.chaos.simulation.part.SourceMind;
import io.crj.chaos.simulation.part.TargetMind;
import io.crj.chaos.simulation.truth.Note;

/** Where a seeded bug is put: around a machine, or into the world. As it is, nothing differs from production. */
public interface Variant {

    /** No seeded bug. */
    Variant PRODUCTION = new Variant() {};

    default CoordinatorMind coordinator(CoordinatorMind real) {
        return real;
    }

    default SourceMind source(SourceMind real) {
        return real;
    }

    default TargetMind target(TargetMind real) {
        return real;
    }

    /** Whether the journal forgets to note this. */
    default boolean losesNote(Note note) {
        return false;
    }

    /** Whether the log tells everybody his own decision, and shuts nobody out. */
    default boolean lastWriterWins() {
        return false;
    }
}
