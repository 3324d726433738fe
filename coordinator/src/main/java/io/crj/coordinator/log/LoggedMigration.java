package io.crj.coordinator.log;

import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.Remembered;
import java.time.Instant;

/**
 * All the log holds of one migration.
 *
 * @param begun what it is about
 * @param owner who led it last
 * @param term how often it was taken over; 0 while it is led by who began it
 * @param decision null until there is one; never changes then
 * @param decidedBy who wrote it; null without one
 * @param decidedAt when; null without one
 * @param outcome how it ended; null while something is left to be done
 * @param endedAt when; null before
 */
public record LoggedMigration(
        Begun begun,
        Owner owner,
        int term,
        Decision decision,
        String decidedBy,
        Instant decidedAt,
        MigrationState outcome,
        Instant endedAt) {

    static LoggedMigration of(Begun begun, Owner owner) {
        return new LoggedMigration(begun, owner, 0, null, null, null, null, null);
    }

    public String id() {
        return begun.id();
    }

    /** Whether nothing is left to be done. */
    public boolean isEnded() {
        return outcome != null;
    }

    /** What the machine needs in order to go on with it. */
    public Remembered remembered(Remembered.Cause cause) {
        return new Remembered(decision, Math.max(1, term), cause);
    }

    LoggedMigration takenBy(Owner next) {
        return new LoggedMigration(begun, next, term + 1, decision, decidedBy, decidedAt, outcome, endedAt);
    }

    LoggedMigration decided(Decision wanted, Owner by, Instant now) {
        return new LoggedMigration(begun, owner, term, wanted, by.toString(), now, outcome, endedAt);
    }

    LoggedMigration ended(MigrationState as, Instant now) {
        return new LoggedMigration(begun, owner, term, decision, decidedBy, decidedAt, as, now);
    }
}
