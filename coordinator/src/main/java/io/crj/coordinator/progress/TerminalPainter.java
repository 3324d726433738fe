package io.crj.coordinator.progress;

import io.crj.coordinator.publish.TimedEvent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A block of lines that is drawn over itself, with the ANSI sequences that every terminal since the VT100 knows. */
final class TerminalPainter implements ProgressPainter {

    private static final String CLEAR_TO_END = "\r\u001b[J";
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final int BAR_WIDTH = 24;

    private final PrintStream out;
    private final String title;
    private final long maxDowntimeMillis;
    private int drawnLines;

    TerminalPainter(PrintStream out, String title, long maxDowntimeMillis) {
        this.out = out;
        this.title = title;
        this.maxDowntimeMillis = maxDowntimeMillis;
    }

    @Override
    public void event(TimedEvent event, ProgressModel model, long elapsedNanos) {
        draw(model, elapsedNanos);
    }

    @Override
    public void refresh(ProgressModel model, long elapsedNanos) {
        draw(model, elapsedNanos);
    }

    /** Above the block, where it stays. */
    @Override
    public void note(String sentence) {
        out.print(erase() + sentence + "\n");
        out.flush();
        drawnLines = 0;
    }

    private void draw(ProgressModel model, long elapsedNanos) {
        List<String> lines = lines(model, elapsedNanos);
        // One write, so that a slow terminal never shows half a block.
        out.print(erase() + NO_WRAP + String.join("\n", lines) + "\n" + WRAP);
        out.flush();
        drawnLines = lines.size();
    }

    private String erase() {
        return drawnLines == 0 ? "" : "\u001b[" + drawnLines + "A" + CLEAR_TO_END;
    }

    private List<String> lines(ProgressModel model, long elapsedNanos) {
        List<String> lines = new ArrayList<>();
        lines.add(title + (model.command().isEmpty() ? "" : " (" + model.command() + ")"));
        lines.add(row("phase", model.state().wireName() + ": " + model.state().sentence()));
        lines.add(row("time", Figures.seconds((double) elapsedNanos)));
        if (model.bytes() > 0) {
            lines.add(row(
                    "sent", Figures.mebibytes((double) model.bytes()) + "  " + model.rate() + bar(model.percent())));
        }
        if (model.round() > 0) {
            lines.add(row(
                    "rounds",
                    model.round() + " done, " + Figures.counted(model.dirtyPages(), "dirty page")
                            + ", expected freeze " + model.expectedFreezeMillis() + " ms (at most " + maxDowntimeMillis
                            + " ms wanted)"));
        }
        return lines;
    }

    private static String row(String name, String value) {
        return String.format(Locale.ROOT, "  %-8s%s", name, value);
    }

    private static String bar(int percent) {
        if (percent < 0) {
            return "";
        }
        int full = percent * BAR_WIDTH / 100;
        return "  [" + "#".repeat(full) + "-".repeat(BAR_WIDTH - full) + "] " + percent + " %";
    }
}
