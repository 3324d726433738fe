package io.crj.chaos.simulation.clock;

import java.util.SplittableRandom;

/** Chance, the same for the same seed on every machine. */
public final class Dice {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SplittableRandom random;

    public Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** True with this probability, 0 to 1; asks for no number when the answer is certain. */
    public boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** From 0 to {@code bound} - 1. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    public <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Between both, the second excluded, in milliseconds; the answer is in nanoseconds. */
    public long nanosBetween(long fromMillis, long toMillis) {
        return random.nextLong(fromMillis * NANOS_PER_MILLI, toMillis * NANOS_PER_MILLI);
    }

    public long number() {
        return random.nextLong();
    }
}
