package io.crj.chaos.harness;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for a condition. */
public final class Await {
    private static final long POLL_MILLIS = 20;

    private Await() {}

    /** Returns when the condition holds; fails the test when it does not within the limit. */
    public static void until(Duration limit, String what, BooleanSupplier condition) {
        if (!holdsWithin(limit, condition)) {
            throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
        }
    }

    /** Returns whether the condition came to hold within the limit. */
    public static boolean holdsWithin(Duration limit, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos >= 0) {
                return false;
            }
            pause(POLL_MILLIS);
        }
        return true;
    }

    /** Sleeps; an interruption ends the test. */
    public static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
