package io.crj.wire.pki;

import java.time.Duration;
import java.time.Instant;

/** From when until when a certificate is good. */
public record Validity(Instant from, Instant until) {

    /** Clocks of hosts differ a little. */
    private static final Duration SKEW = Duration.ofHours(1);

    /** From now on; {@code days} from 1. */
    public static Validity ofDays(int days) {
        Instant now = Instant.now();
        return new Validity(now.minus(SKEW), now.plus(Duration.ofDays(days)));
    }

    /** As far as it lies in {@code outer}. */
    Validity within(Validity outer) {
        return new Validity(
                from.isBefore(outer.from) ? outer.from : from, until.isAfter(outer.until) ? outer.until : until);
    }
}
