package io.crj.deploy.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a checking client saw so far: requests answered, errors, and the largest time between two answers on one
 * connection.
 *
 * <p>Safe for use by several threads.
 */
public final class CheckReport {
    private static final int KEPT_ERRORS = 10;

    private final List<String> errors = new ArrayList<>();
    private long requests;
    private long errorCount;
    private long maxGapNanos;

    /**
     * Counts one answered request.
     *
     * @param gapNanos time since the previous answer on the same connection.
     */
    public synchronized void answered(long gapNanos) {
        requests++;
        maxGapNanos = Math.max(maxGapNanos, gapNanos);
    }

    /**
     * Counts one error.
     *
     * @param description what was expected and what came.
     */
    public synchronized void error(String description) {
        errorCount++;
        if (errors.size() < KEPT_ERRORS) {
            errors.add(description);
            System.err.println("error: " + description);
        }
    }

    /** Returns how many requests were answered. */
    public synchronized long requests() {
        return requests;
    }

    /** Returns how many errors were seen; 0 means that every byte was as expected. */
    public synchronized long errorCount() {
        return errorCount;
    }

    /** Returns one line for people. */
    public synchronized String progress() {
        return requests + " requests, " + errorCount + " errors, largest gap " + maxGapMillis() + " ms";
    }

    /** Returns the result as a JSON object on one line. */
    public synchronized String toJson() {
        return "{\"requests\":" + requests + ",\"errors\":" + errorCount + ",\"maxGapMillis\":" + maxGapMillis()
                + ",\"reconnects\":0}";
    }

    private long maxGapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(maxGapNanos);
    }
}
