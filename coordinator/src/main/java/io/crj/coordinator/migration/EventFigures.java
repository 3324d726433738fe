package io.crj.coordinator.migration;

import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers an event carries. */
final class EventFigures {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private EventFigures() {}

    /** Of entering a state: whatever became known just before. */
    static Map<String, Object> of(Migration migration, MigrationState to) {
        Map<String, Object> figures = new LinkedHashMap<>();
        switch (to) {
            case PREPARING, APPROVED -> addFacts(figures, migration.facts());
            case DECIDING -> addFreeze(figures, migration.votes().prepared());
            case COMMITTING_SOURCE, DONE -> addArrival(figures, migration);
            case REFUSED -> figures.put("refusals", migration.ending().refusals());
            case ABORTED -> figures.put("cancelled", migration.ending().cancelled());
            case IN_DOUBT -> figures.put("advice", migration.ending().advice());
            default -> {}
        }
        return figures;
    }

    /** Of a finished round, and of what was concluded from it. */
    static Map<String, Object> of(RoundFigures round, RoundVerdict verdict) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("round", round.number());
        figures.put("pagesScanned", round.pagesScanned());
        figures.put("pagesSent", round.pagesSent());
        figures.put("pagesDirtyEstimate", round.pagesDirtyEstimate());
        figures.put("bytesRaw", round.bytesRaw());
        figures.put("bytesSent", round.bytesSent());
        figures.put("durationMillis", round.durationNanos() / NANOS_PER_MILLI);
        figures.put("expectedFreezeMillis", verdict.expectedFreezeNanos() / NANOS_PER_MILLI);
        figures.put("freezeNow", verdict.freeze());
        return figures;
    }

    private static void addFacts(Map<String, Object> figures, SourceFacts facts) {
        figures.put("sourcePid", facts.pid());
        figures.put("command", facts.command());
        figures.put("processes", facts.processes());
        if (facts.threads() > 0) {
            figures.put("threads", facts.threads());
        }
        figures.put("residentBytes", facts.residentBytes());
        figures.put("connections", facts.connections());
    }

    private static void addFreeze(Map<String, Object> figures, FreezeFigures freeze) {
        figures.put("pagesSent", freeze.pagesSent());
        figures.put("pagesTotal", freeze.pagesTotal());
        figures.put("bytesSent", freeze.bytesSent());
        figures.put("frozenUnixNanos", freeze.frozenUnixNanos());
        freeze.phaseNanos().forEach((phase, nanos) -> figures.put(phase + "Micros", nanos / 1000));
    }

    private static void addArrival(Map<String, Object> figures, Migration migration) {
        figures.put("pid", migration.arrival().pid());
        if (migration.arrival().namespacePid() != 0) {
            figures.put("namespacePid", migration.arrival().namespacePid());
        }
        // Who took over does not know what came before.
        if (migration.votes().prepared() != null) {
            figures.put("rounds", migration.rounds().size());
            figures.put("bytesSent", migration.bytesSent());
            figures.put("freezeMillis", migration.freezeNanos() / NANOS_PER_MILLI);
        }
    }
}
