package io.crj.coordinator.migration;

import java.util.EnumSet;
import java.util.Set;

/**
 * The decision and who still has to carry it out.
 *
 * @param decision what the log holds; null until it was written
 * @param waitingFor sides that were told and have not confirmed
 * @param attempts how often they were told
 * @param nextAttemptNanos when they are told again
 */
public record Settlement(Decision decision, Set<Side> waitingFor, int attempts, long nextAttemptNanos) {

    /** Nothing is decided. */
    public static final Settlement NONE = new Settlement(null, Set.of(), 0, 0);

    public Settlement {
        waitingFor = Set.copyOf(waitingFor);
    }

    static Settlement of(Decision decision, Set<Side> waitingFor, long nextAttemptNanos) {
        return new Settlement(decision, waitingFor, 1, nextAttemptNanos);
    }

    Settlement confirmedBy(Side side) {
        Set<Side> rest = EnumSet.noneOf(Side.class);
        rest.addAll(waitingFor);
        rest.remove(side);
        return new Settlement(decision, rest, attempts, nextAttemptNanos);
    }

    Settlement toldAgain(long nextNanos) {
        return new Settlement(decision, waitingFor, attempts + 1, nextNanos);
    }

    Settlement nextAttemptAt(long nextNanos) {
        return new Settlement(decision, waitingFor, attempts, nextNanos);
    }
}
