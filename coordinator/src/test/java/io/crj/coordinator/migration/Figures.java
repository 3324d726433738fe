package io.crj.coordinator.migration;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sample figures for tests. */
final class Figures {

    static final SourceFacts FACTS = new SourceFacts(42, "redis-server", 1, 5, 256 << 20, 1);
    static final FreezeFigures FREEZE = new FreezeFigures(10, 65536, 40_960, 1_000_000_000, Map.of("dump", 5_000_000L));
    static final Arrival ARRIVAL = new Arrival(42, 0, 1_150_000_000, Map.of());

    private Figures() {}

    /** A round that sent this many MiB in this many milliseconds. */
    static RoundFigures round(int number, long mebibytes, long millis) {
        return round(number, mebibytes, millis, 0);
    }

    static RoundFigures round(int number, long mebibytes, long millis, long pagesDirtyEstimate) {
        long bytes = mebibytes << 20;
        return new RoundFigures(
                number,
                65536,
                bytes / 4096,
                bytes,
                bytes / 2,
                TimeUnit.MILLISECONDS.toNanos(millis),
                pagesDirtyEstimate);
    }
}
