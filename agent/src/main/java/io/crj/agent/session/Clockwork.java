package io.crj.agent.session;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets time go by for the sessions. */
@SuppressWarnings("FutureReturnValueIgnored") // what the clock does catches its own failures
final class Clockwork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);
    private static final long PERIOD_MILLIS = 200;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "crj-clock");
        thread.setDaemon(true);
        return thread;
    });

    Clockwork(Runnable tick) {
        timer.scheduleWithFixedDelay(() -> run(tick), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What throws would never be run again. */
    private static void run(Runnable tick) {
        try {
            tick.run();
        } catch (RuntimeException failed) {
            LOG.error("a session failed", failed);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
