package io.crj.coordinator.migration;

/**
 * What the log says of a migration that somebody began and nobody finished.
 *
 * @param decision the one that holds; null when none is written
 * @param term how often it was taken over, this time included; from 1
 * @param cause why it is taken over
 */
public record Remembered(Decision decision, int term, Cause cause) {

    /** Why somebody continues what another began. */
    public enum Cause {
        /** Its coordinator is gone. */
        ORPHANED("its coordinator ended before it was settled"),
        /** The user changed their mind. */
        CANCELLED("cancelled with crj-migrate cancel"),
        /** An operator said how it shall end. */
        RESOLVED("ended by an operator with crj-migrate resolve");

        private final String reason;

        Cause(String reason) {
            this.reason = reason;
        }

        Ending ending() {
            return this == CANCELLED ? Ending.cancelledBecause(reason) : Ending.because(reason);
        }
    }

    /** Events of one owner; far more than the rounds a migration can have. */
    static final long SEQUENCES_PER_TERM = 1_000_000;

    /** Of one whose coordinator is gone. */
    public Remembered(Decision decision, int term) {
        this(decision, term, Cause.ORPHANED);
    }

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
