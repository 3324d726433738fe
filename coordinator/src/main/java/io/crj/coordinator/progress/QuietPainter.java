package io.crj.coordinator.progress;

import io.crj.coordinator.publish.TimedEvent;
import java.io.PrintStream;

/** Shows nothing but what must be said. */
final class QuietPainter implements ProgressPainter {

    private final PrintStream out;

    QuietPainter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void event(TimedEvent event, ProgressModel model, long elapsedNanos) {
        // Not wanted.
    }

    @Override
    public void refresh(ProgressModel model, long elapsedNanos) {
        // Not wanted.
    }

    @Override
    public void note(String sentence) {
        out.println(sentence);
    }
}
