package io.crj.coordinator.migration;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Decides after each round whether to freeze or to send once more; pure.
 *
 * <p>The freeze is expected to take the time to send what is dirty now, at the rate measured over all rounds, plus a
 * fixed cost for everything that is not memory. What is dirty now is the source's estimate where it gives one, else what
 * the last round had to send. Rounds end when the expectation fits the downtime asked for, when there were enough of
 * them, or when two in a row brought no progress: then waiting longer only costs bandwidth.
 *
 * @param maxDowntimeNanos freeze that is acceptable
 * @param maxRounds from 1
 * @param fixedCostNanos freeze of a tree without any dirty page
 */
public record RoundPolicy(long maxDowntimeNanos, int maxRounds, long fixedCostNanos) {

    /** 300 ms, 8 rounds, 60 ms. */
    public static final RoundPolicy DEFAULT = new RoundPolicy(ms(300), 8, ms(60));

    private static final long PAGE_BYTES = 4096;

    /** A round that sends more than this share of the one before it is no progress. */
    private static final double PROGRESS = 0.9;

    public RoundPolicy {
        if (maxDowntimeNanos <= 0 || maxRounds < 1 || fixedCostNanos < 0) {
            throw new IllegalArgumentException("maximum downtime and maximum rounds must be positive");
        }
    }

    /**
     * Judges the rounds so far.
     *
     * @param rounds all finished rounds in order, at least one
     */
    public RoundVerdict judge(List<RoundFigures> rounds) {
        long expected = expectedFreezeNanos(rounds);
        String expectation = "expected freeze " + ceilMillis(expected) + " ms";
        if (expected <= maxDowntimeNanos) {
            return new RoundVerdict(true, expected, expectation + " fits " + ceilMillis(maxDowntimeNanos) + " ms");
        }
        if (rounds.size() >= maxRounds) {
            return new RoundVerdict(true, expected, "enough rounds (" + maxRounds + "); " + expectation);
        }
        if (stalled(rounds, rounds.size() - 1) && stalled(rounds, rounds.size() - 2)) {
            return new RoundVerdict(true, expected, "memory changes as fast as it is sent; " + expectation);
        }
        return new RoundVerdict(false, expected, expectation + " is above " + ceilMillis(maxDowntimeNanos) + " ms");
    }

    private long expectedFreezeNanos(List<RoundFigures> rounds) {
        RoundFigures last = rounds.get(rounds.size() - 1);
        long dirtyBytes = last.pagesDirtyEstimate() > 0 ? last.pagesDirtyEstimate() * PAGE_BYTES : last.bytesRaw();
        double bytes = 0;
        double nanos = 0;
        for (RoundFigures round : rounds) {
            bytes += round.bytesRaw();
            nanos += round.durationNanos();
        }
        return fixedCostNanos + (bytes == 0 ? 0 : (long) (dirtyBytes * nanos / bytes));
    }

    /** The first round sends everything and says nothing about progress, so the second is the first to compare with. */
    private static boolean stalled(List<RoundFigures> rounds, int index) {
        return index >= 2
                && rounds.get(index).bytesRaw()
                        > PROGRESS * rounds.get(index - 1).bytesRaw();
    }

    private static long ceilMillis(long nanos) {
        return (nanos + 999_999) / 1_000_000;
    }

    private static long ms(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
