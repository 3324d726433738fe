package io.crj.coordinator.publish;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps events in memory until they are delivered, on a thread of its own.
 *
 * <p>{@link #accept} never waits: a destination that is slow, away or wrongly configured costs the migration nothing.
 * Order is kept. When the outbox is full, new events are dropped and counted.
 */
public final class Outbox implements EventSink {

    /** Room for the events of some hundred migrations. */
    public static final int DEFAULT_CAPACITY = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int BATCH = 500;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final IntervalFunction PAUSES =
            IntervalFunction.ofExponentialRandomBackoff(FIRST_PAUSE_MILLIS, 2.0, 0.5, LONGEST_PAUSE_MILLIS);
    private static final long IDLE_STOP_MILLIS = 50;
    private static final long STOP_MILLIS = 1_000;

    private final CloudEventCodec codec;
    private final Supplier<EventPublisher> connect;
    private final int capacity;
    private final Deque<TimedEvent> waiting = new ArrayDeque<>();
    private final Thread thread;
    private long dropped;
    private boolean stopping;
    private String lastFailure;

    /**
     * What could not be delivered.
     *
     * @param events in order
     * @param dropped how many more there were no room for
     * @param reason why; null when there was nothing wrong
     */
    public record Leftover(List<EncodedEvent> events, long dropped, String reason) {}

    /**
     * Starts the thread.
     *
     * @param connect makes the publisher, on the outbox's thread; tried again when it fails
     * @param capacity most events kept
     */
    public Outbox(CloudEventCodec codec, Supplier<EventPublisher> connect, int capacity) {
        this.codec = codec;
        this.connect = connect;
        this.capacity = capacity;
        thread = new Thread(this::run, "crj-events");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void accept(TimedEvent event) {
        if (waiting.size() >= capacity) {
            dropped++;
        } else {
            waiting.add(event);
            notifyAll();
        }
    }

    /** Waits at most {@code linger} for what is left to be delivered, then stops. */
    public Leftover close(Duration linger) {
        boolean interrupted = awaitEmpty(linger);
        synchronized (this) {
            stopping = true;
            notifyAll();
        }
        try {
            // An idle thread ends by itself; one that is stuck has to be told.
            thread.join(IDLE_STOP_MILLIS);
            thread.interrupt();
            thread.join(STOP_MILLIS);
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            List<EncodedEvent> events = waiting.stream().map(codec::encode).toList();
            return new Leftover(events, dropped, events.isEmpty() && dropped == 0 ? null : lastFailure);
        }
    }

    private synchronized boolean awaitEmpty(Duration linger) {
        long deadlineNanos = System.nanoTime() + linger.toNanos();
        try {
            long left = linger.toNanos();
            while (!waiting.isEmpty() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadlineNanos - System.nanoTime();
            }
            return false;
        } catch (InterruptedException impatient) {
            return true;
        }
    }

    private void run() {
        EventPublisher publisher = null;
        int failures = 0;
        try {
            while (true) {
                List<TimedEvent> batch = nextBatch();
                if (batch.isEmpty()) {
                    return;
                }
                if (publisher == null) {
                    publisher = connected();
                }
                int delivered = publisher == null ? 0 : deliver(publisher, batch);
                remove(delivered);
                failures = delivered == 0 ? failures + 1 : 0;
                if (failures > 0) {
                    Thread.sleep(PAUSES.apply(failures));
                }
            }
        } catch (InterruptedException stop) {
            LOG.debug("outbox stops");
        } finally {
            if (publisher != null) {
                // Publishers close in good order; being told to stop is no reason to break that off.
                Thread.interrupted();
                publisher.close();
            }
        }
    }

    private EventPublisher connected() {
        try {
            return connect.get();
        } catch (EventDeliveryException failed) {
            failed(failed);
            return null;
        }
    }

    private int deliver(EventPublisher publisher, List<TimedEvent> batch) throws InterruptedException {
        try {
            return publisher.publish(batch.stream().map(codec::encode).toList());
        } catch (EventDeliveryException failed) {
            failed(failed);
            return 0;
        }
    }

    private synchronized void failed(EventDeliveryException failure) {
        lastFailure = failure.getMessage();
        LOG.debug("events wait", failure);
    }

    /** Blocks until there is something; empty when it is time to stop. */
    private synchronized List<TimedEvent> nextBatch() throws InterruptedException {
        while (waiting.isEmpty() && !stopping) {
            wait();
        }
        List<TimedEvent> batch = new ArrayList<>();
        if (!stopping) {
            waiting.stream().limit(BATCH).forEach(batch::add);
        }
        return batch;
    }

    private synchronized void remove(int delivered) {
        for (int i = 0; i < delivered; i++) {
            waiting.remove();
        }
        notifyAll();
    }
}
