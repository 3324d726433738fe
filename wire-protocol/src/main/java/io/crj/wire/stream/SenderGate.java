package io.crj.wire.stream;

import io.crj.wire.WireException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Where the sending thread waits for the connection's thread: for room, for an acknowledgement, or for bad news. */
final class SenderGate {

    private static final long NO_DEADLINE = Long.MAX_VALUE;

    private final SenderSession session = new SenderSession();
    private final long maxInFlightBytes;
    private long inFlightBytes;

    SenderGate(long maxInFlightBytes) {
        this.maxInFlightBytes = maxInFlightBytes;
    }

    /** Changes the session's state. */
    synchronized void update(Consumer<SenderSession> change) {
        change.accept(session);
        notifyAll();
    }

    synchronized boolean isComplete() {
        return session.state() == SenderSession.State.COMPLETE;
    }

    /** Waits until {@code bytes} more may be on their way; a single frame always may. */
    synchronized void reserve(int bytes) {
        await(() -> inFlightBytes == 0 || inFlightBytes + bytes <= maxInFlightBytes, NO_DEADLINE);
        inFlightBytes += bytes;
    }

    synchronized void release(int bytes) {
        inFlightBytes -= bytes;
        notifyAll();
    }

    /** Waits until the receiver has welcomed us. */
    synchronized void awaitWelcome(Duration timeout) {
        await(() -> session.state() != SenderSession.State.GREETING, System.nanoTime() + timeout.toNanos());
    }

    synchronized void awaitAcknowledgement() {
        await(() -> session.state() != SenderSession.State.UNACKNOWLEDGED, NO_DEADLINE);
    }

    private void await(BooleanSupplier condition, long deadlineNanos) {
        while (session.state() != SenderSession.State.FAILED && !condition.getAsBoolean()) {
            long leftNanos = deadlineNanos == NO_DEADLINE ? NO_DEADLINE : deadlineNanos - System.nanoTime();
            if (leftNanos <= 0) {
                session.failed("the receiver did not answer in time");
            } else {
                waitFor(leftNanos);
            }
        }
        if (session.state() == SenderSession.State.FAILED) {
            throw new WireException(session.failure());
        }
    }

    private void waitFor(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            session.failed("interrupted while sending");
        }
    }
}
