package io.crj.coordinator.migration;

/**
 * What the log says of a migration that somebody began and nobody finished.
 *
 * @param decision the one that holds; null when none is written
 * @param term how often it was taken over, this time included; from 1
 */
public record Remembered(Decision decision, int term) {

    /** Events of one owner; far more than the rounds a migration can have. */
    static final long SEQUENCES_PER_TERM = 1_000_000;

    public Remembered {
        if (term < 1) {
            throw new IllegalArgumentException("term " + term);
        }
    }

    /**
     * Number of this owner's first event. How many the former owner published is not known, so that each owner has a
     * range of its own: numbers rise, and none is used twice.
     */
    long firstSequence() {
        return term * SEQUENCES_PER_TERM + 1;
    }
}
