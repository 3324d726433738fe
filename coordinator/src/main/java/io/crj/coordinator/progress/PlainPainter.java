package io.crj.coordinator.progress;

import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.publish.TimedEvent;
import java.io.PrintStream;
import java.util.Map;

/** One line for each event. */
final class PlainPainter implements ProgressPainter {

    private final PrintStream out;

    PlainPainter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void event(TimedEvent timed, ProgressModel model, long elapsedNanos) {
        MigrationEvent event = timed.event();
        String what = event.kind() == MigrationEvent.Kind.ROUND
                ? round(event.figures()) + "; " + event.reason()
                : event.to().wireName() + ": " + Figures.printable(event.reason());
        out.println(Figures.seconds((double) elapsedNanos) + "  " + what);
    }

    @Override
    public void refresh(ProgressModel model, long elapsedNanos) {
        // Lines are for events only.
    }

    @Override
    public void note(String sentence) {
        out.println(sentence);
    }

    private static String round(Map<String, Object> figures) {
        double rawBytes = ((Number) figures.get("bytesRaw")).doubleValue();
        double millis = ((Number) figures.get("durationMillis")).doubleValue();
        return "round " + figures.get("round") + ": "
                + Figures.counted(((Number) figures.get("pagesSent")).longValue(), "page") + ", "
                + Figures.mebibytes(((Number) figures.get("bytesSent")).doubleValue()) + " sent, "
                + Figures.rate(rawBytes, millis * 1e6);
    }
}
