package io.crj.coordinator.progress;

import io.crj.coordinator.effect.MigrationObserver;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.Side;
import io.crj.coordinator.publish.TimedEvent;
import io.crj.wire.message.Progress;
import java.io.PrintStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Paints on a thread of its own, so that a terminal that is stopped or slow never holds up a migration.
 *
 * <p>After {@link #close} nothing more is painted.
 */
public final class ProgressDisplay implements MigrationObserver, AutoCloseable {

    private static final long REFRESH_MILLIS = 200;
    private static final long LAST_WORDS_MILLIS = 1_000;

    private final ProgressModel model = new ProgressModel();
    private final ProgressPainter painter;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Runnable stop = new Stop();
    private final long startNanos = System.nanoTime();
    private final Thread thread;
    private volatile MigrationState state = MigrationState.PREFLIGHT;

    private ProgressDisplay(ProgressPainter painter) {
        this.painter = painter;
        thread = new Thread(this::run, "crj-progress");
        thread.setDaemon(true);
        thread.start();
    }

    /** A block that is redrawn. */
    public static ProgressDisplay onTerminal(PrintStream out, String title, long maxDowntimeMillis) {
        return new ProgressDisplay(new TerminalPainter(out, title, maxDowntimeMillis));
    }

    /** A line for each event. */
    public static ProgressDisplay asLines(PrintStream out) {
        return new ProgressDisplay(new PlainPainter(out));
    }

    /** Nothing but notes. */
    public static ProgressDisplay quiet(PrintStream out) {
        return new ProgressDisplay(new QuietPainter(out));
    }

    /** The last state heard of. */
    public MigrationState state() {
        return state;
    }

    @Override
    public void accept(TimedEvent event) {
        state = event.event().to();
        long elapsedNanos = elapsedNanos();
        tasks.add(() -> {
            model.happened(event.event());
            painter.event(event, model, elapsedNanos);
        });
    }

    @Override
    public void progressed(Side side, Progress progress) {
        // The target sees the same pages a moment later.
        if (side == Side.SOURCE) {
            long nowNanos = System.nanoTime();
            tasks.add(() -> model.flowed(
                    progress.getPhase(),
                    progress.getBytesSent(),
                    progress.getPagesSent(),
                    progress.getPagesTotal(),
                    nowNanos));
        }
    }

    @Override
    public void warned(String warning) {
        note("warning: " + warning);
    }

    /** Shows a sentence. */
    public void note(String sentence) {
        tasks.add(() -> painter.note(Figures.printable(sentence)));
    }

    @Override
    public void close() {
        tasks.add(stop);
        try {
            thread.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Runnable task = tasks.poll(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
            while (task != stop) {
                if (task == null) {
                    painter.refresh(model, elapsedNanos());
                } else {
                    task.run();
                }
                task = tasks.poll(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException unexpected) {
            Thread.currentThread().interrupt();
        }
    }

    private long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    /** Known by its identity. */
    private static final class Stop implements Runnable {

        @Override
        public void run() {
            throw new IllegalStateException("ends the loop and is never run");
        }
    }
}
