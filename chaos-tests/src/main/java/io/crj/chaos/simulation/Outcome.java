package io.crj.chaos.simulation;

import io.crj.chaos.simulation.fault.FaultKind;
import java.util.List;

/**
 * What one schedule led to.
 *
 * @param seed makes it happen again
 * @param end in a few words
 * @param strikes what went wrong and when
 * @param steps things that happened
 * @param violation the promise that was broken; null: none
 */
public record Outcome(long seed, String end, List<Strike> strikes, long steps, String violation) {

    /** A fault and where the migration stood. */
    public record Strike(FaultKind kind, String state) {}

    public Outcome {
        strikes = List.copyOf(strikes);
    }
}
