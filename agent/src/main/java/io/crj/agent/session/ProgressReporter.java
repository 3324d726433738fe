package io.crj.agent.session;

import io.crj.wire.message.FromAgent;
import io.crj.wire.message.Progress;
import io.crj.wire.stream.StreamCounters;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells the coordinator five times a second how far a stream is, while something flows. */
final class ProgressReporter implements AutoCloseable {

    private static final long PERIOD_MILLIS = 200;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "crj-progress");
        thread.setDaemon(true);
        return thread;
    });

    /** Something that flows; closed when it no longer does. */
    interface Flow extends AutoCloseable {
        @Override
        void close();
    }

    /** Reports on {@code phase} until the flow is closed. */
    Flow start(String phase, StreamCounters counters, Consumer<FromAgent> coordinator) {
        ScheduledFuture<?> ticking = timer.scheduleAtFixedRate(
                () -> coordinator.accept(message(phase, counters)),
                PERIOD_MILLIS,
                PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
        return () -> ticking.cancel(false);
    }

    private static FromAgent message(String phase, StreamCounters counters) {
        return FromAgent.newBuilder()
                .setProgress(Progress.newBuilder()
                        .setPhase(phase)
                        .setBytesSent(counters.wireBytes())
                        .setPagesSent(counters.pages()))
                .build();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
