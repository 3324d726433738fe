package io.crj.coordinator.progress;

import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.migration.MigrationState;
import java.util.Map;

/** What there is to show, kept up to date by events and progress figures; one thread at a time. */
final class ProgressModel {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private MigrationState state = MigrationState.PREFLIGHT;
    private String command = "";
    private int round;
    private String flow = "";
    private long bytes;
    private long bytesBefore;
    private long flowStartNanos;
    private long flowNanos;
    private long pages;
    private long pagesTotal;
    private long dirtyPages = -1;
    private long expectedFreezeMillis = -1;

    MigrationState state() {
        return state;
    }

    /** Name of the tree's root, empty until it is known. */
    String command() {
        return command;
    }

    /** Finished rounds. */
    int round() {
        return round;
    }

    /** Bytes on the wire so far. */
    long bytes() {
        return bytesBefore + bytes;
    }

    /** Since the present flow of pages began. */
    String rate() {
        return Figures.rate((double) bytes, (double) flowNanos);
    }

    /** Share of the present round that is sent, 0 to 100; -1 when not known. */
    int percent() {
        return pagesTotal <= 0 ? -1 : (int) Math.min(100, pages * 100 / pagesTotal);
    }

    /** Pages that changed, by the last round's account; -1 before it. */
    long dirtyPages() {
        return dirtyPages;
    }

    /** Freeze if it came now; -1 before the first round. */
    long expectedFreezeMillis() {
        return expectedFreezeMillis;
    }

    void happened(MigrationEvent event) {
        state = event.to();
        Map<String, Object> figures = event.figures();
        if (event.kind() == MigrationEvent.Kind.ROUND) {
            round = (int) number(figures, "round");
            long estimate = number(figures, "pagesDirtyEstimate");
            dirtyPages = estimate > 0 ? estimate : number(figures, "pagesSent");
            expectedFreezeMillis = number(figures, "expectedFreezeMillis");
            bytes = number(figures, "bytesSent");
            flowNanos = number(figures, "durationMillis") * NANOS_PER_MILLI;
        } else if (figures.get("command") instanceof String name) {
            command = Figures.printable(name);
        }
    }

    /** Figures of the flow of pages called {@code phase}, counted from its beginning. */
    void flowed(String phase, long bytesSent, long pagesSent, long pagesOfPhase, long nowNanos) {
        if (!phase.equals(flow)) {
            flow = phase;
            bytesBefore += bytes;
            flowStartNanos = nowNanos;
        }
        bytes = bytesSent;
        pages = pagesSent;
        pagesTotal = pagesOfPhase;
        flowNanos = nowNanos - flowStartNanos;
    }

    private static long number(Map<String, Object> figures, String name) {
        return figures.get(name) instanceof Number number ? number.longValue() : 0;
    }
}
