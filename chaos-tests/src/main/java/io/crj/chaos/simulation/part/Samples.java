package io.crj.chaos.simulation.part;

import io.crj.coordinator.migration.Arrival;
import io.crj.coordinator.migration.FreezeFigures;
import io.crj.coordinator.migration.MigrationLimits;
import io.crj.coordinator.migration.MigrationPlan;
import io.crj.coordinator.migration.RoundFigures;
import io.crj.coordinator.migration.RoundPolicy;
import io.crj.coordinator.migration.SourceFacts;
import java.util.Map;

/** The figures of the one tree that all schedules move: they decide nothing but the number of rounds. */
final class Samples {

    static final SourceFacts FACTS = new SourceFacts(42, "tree", 1, 1, 1 << 20, 1);
    static final FreezeFigures FREEZE = new FreezeFigures(1, 256, 4096, 1, Map.of());
    static final Arrival ARRIVAL = new Arrival(42, 0, 2, Map.of());
    static final MigrationPlan PLAN = new MigrationPlan("m", false, RoundPolicy.DEFAULT, MigrationLimits.DEFAULT);

    private static final long SECOND = 1_000_000_000;
    private static final RoundFigures FULL = new RoundFigures(1, 256, 256, 100 << 20, 50 << 20, SECOND, 0);

    private Samples() {}

    /** Three rounds are enough: the last one sends next to nothing. */
    static RoundFigures round(int number) {
        long bytes = number < 3 ? FULL.bytesRaw() : 4096;
        return new RoundFigures(number, 256, bytes / 4096, bytes, bytes / 2, SECOND, 0);
    }
}
