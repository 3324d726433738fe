package io.crj.coordinator.migration;

import java.util.concurrent.TimeUnit;

/**
 * How long each part may take.
 *
 * @param preflightNanos connecting to both agents and their inspections
 * @param preparingNanos vessel and stream
 * @param beforeFreezeNanos from the start to the freeze, rounds included
 * @param freezeNanos from the freeze to the decision, which is ABORT then, unless COMMIT is written already
 * @param settleNanos how long the decision's writing, and each side's carrying it out, is tried
 * @param undoNanos how long to wait for a confirmation of ABORT from a side that cannot hold the only, stopped tree
 * @param answerNanos after this long without an answer the decision is told again
 * @param retryNanos after a failure the decision is told again after this long, the next time after twice as long and so
 *     on up to {@code answerNanos}
 */
public record MigrationLimits(
        long preflightNanos,
        long preparingNanos,
        long beforeFreezeNanos,
        long freezeNanos,
        long settleNanos,
        long undoNanos,
        long answerNanos,
        long retryNanos) {

    private static final int MOST_DOUBLINGS = 10;

    /** 30 s each for preflight and preparing, 15 min of rounds, 30 s of freeze, a minute to settle. */
    public static final MigrationLimits DEFAULT = ofSeconds(30, 30, 900, 30, 60, 10, 5);

    private static MigrationLimits ofSeconds(
            int preflight, int preparing, int beforeFreeze, int freeze, int settle, int undo, int answer) {
        return new MigrationLimits(
                TimeUnit.SECONDS.toNanos(preflight),
                TimeUnit.SECONDS.toNanos(preparing),
                TimeUnit.SECONDS.toNanos(beforeFreeze),
                TimeUnit.SECONDS.toNanos(freeze),
                TimeUnit.SECONDS.toNanos(settle),
                TimeUnit.SECONDS.toNanos(undo),
                TimeUnit.SECONDS.toNanos(answer),
                TimeUnit.MILLISECONDS.toNanos(500));
    }

    /** How long to wait after the failure of this attempt, counted from 1. */
    long pauseNanos(int attempt) {
        long doubled = retryNanos << Math.min(attempt - 1, MOST_DOUBLINGS);
        return Math.max(retryNanos, Math.min(doubled, answerNanos));
    }

    /** The same with another time limit for everything before the freeze. */
    public MigrationLimits withBeforeFreezeNanos(long nanos) {
        return new MigrationLimits(
                preflightNanos, preparingNanos, nanos, freezeNanos, settleNanos, undoNanos, answerNanos, retryNanos);
    }

    /** The same with another time limit from the freeze to the decision. */
    public MigrationLimits withFreezeNanos(long nanos) {
        return new MigrationLimits(
                preflightNanos,
                preparingNanos,
                beforeFreezeNanos,
                nanos,
                settleNanos,
                undoNanos,
                answerNanos,
                retryNanos);
    }

    /** The same with another time limit for each side's carrying out the decision. */
    public MigrationLimits withSettleNanos(long nanos) {
        return new MigrationLimits(
                preflightNanos,
                preparingNanos,
                beforeFreezeNanos,
                freezeNanos,
                nanos,
                Math.min(undoNanos, nanos),
                Math.min(answerNanos, nanos),
                retryNanos);
    }
}
