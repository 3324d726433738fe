package io.crj.coordinator.log;

import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationState;

/** A migration in the log that this process leads, until it closes this or ends in any way. One thread. */
public interface OwnedMigration extends AutoCloseable {

    /** What the log held when this process took the lead. */
    LoggedMigration found();

    /**
     * Writes a decision durably, unless there is one.
     *
     * @return the decision that holds, whoever wrote it
     * @throws MigrationLogException when that is not known, or when nothing could be written
     */
    Decision decide(Decision wanted);

    /** Records that nothing is left to be done. */
    void ended(MigrationState outcome);

    /** Gives the lead up. */
    @Override
    void close();
}
