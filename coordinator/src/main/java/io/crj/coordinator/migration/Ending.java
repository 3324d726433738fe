package io.crj.coordinator.migration;

import java.util.List;

/**
 * Why a migration ends otherwise than migrated, and what the user should know.
 *
 * @param reason first cause, a sentence; null while all is well
 * @param cancelled whether the user asked for it
 * @param refusals what the hosts object to, a sentence each
 * @param advice what an operator can do; null when nothing is needed
 */
public record Ending(String reason, boolean cancelled, List<String> refusals, String advice) {

    /** All is well. */
    public static final Ending NONE = new Ending(null, false, List.of(), null);

    public Ending {
        refusals = List.copyOf(refusals);
    }

    static Ending because(String reason) {
        return new Ending(reason, false, List.of(), null);
    }

    static Ending cancelledBecause(String reason) {
        return new Ending(reason, true, List.of(), null);
    }

    static Ending refusing(List<String> refusals) {
        return new Ending(String.join(" ", refusals), false, refusals, null);
    }

    Ending withAdvice(String text) {
        return new Ending(reason, cancelled, refusals, text);
    }

    Ending orReason(String fallback) {
        return reason == null ? new Ending(fallback, cancelled, refusals, advice) : this;
    }
}
