package io.crj.agent.session;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The one thread of a session; it goes when it has been idle, for sessions that have ended are remembered for long. */
final class EngineThread {

    private static final Logger LOG = LoggerFactory.getLogger(EngineThread.class);
    private static final long IDLE_SECONDS = 10;

    private final String migrationId;
    private final ThreadPoolExecutor thread;
    private final AtomicInteger pending = new AtomicInteger();

    EngineThread(String migrationId) {
        this.migrationId = migrationId;
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread daemon = new Thread(task, "crj-" + migrationId);
            daemon.setDaemon(true);
            return daemon;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** One after the other, in this order; dropped after the end. */
    void execute(Runnable task) {
        try {
            pending.incrementAndGet();
            thread.execute(() -> {
                MDC.put(Session.MIGRATION, migrationId);
                try {
                    task.run();
                } finally {
                    pending.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException ended) {
            pending.decrementAndGet();
            LOG.debug("migration {}: the agent is being ended", migrationId);
        }
    }

    boolean isBusy() {
        return pending.get() > 0;
    }

    /** Lets the thread end when nothing more comes; returns whether it did so in time. */
    boolean awaitEnd(long seconds) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (isBusy()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        thread.shutdown();
        return thread.awaitTermination(seconds, TimeUnit.SECONDS);
    }
}
