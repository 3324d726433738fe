package io.crj.coordinator.log;

import io.crj.coordinator.migration.Decision;
import java.util.List;
import java.util.Optional;

/**
 * Where migrations are recorded: BEGUN before an agent is asked for anything that has effects, the decision before
 * anybody is told, ENDED when nothing is left to be done.
 *
 * <p>What a method returns is durable. Everything throws {@link MigrationLogException}.
 */
public interface MigrationLog extends AutoCloseable {

    /** Records a new migration, which this process leads from now on. */
    OwnedMigration begin(Begun begun);

    /**
     * Takes the lead of a migration that is in the log.
     *
     * @param evenIfAlive also from a process that may live; where the log can fence it off, else that one keeps it
     * @return empty when it is led by a process that lives, or may
     */
    Optional<OwnedMigration> takeOver(String id, boolean evenIfAlive);

    /**
     * Writes a decision unless there is one, whoever leads the migration; that one learns of it when it wants to decide.
     *
     * @return the decision that holds
     */
    Decision decide(String id, Decision wanted);

    /** What the log holds of a migration. */
    Optional<LoggedMigration> find(String id);

    /** All migrations, oldest first. */
    List<LoggedMigration> all();

    /** Whether somebody leads it who lives, as far as can be known here. */
    boolean isLed(LoggedMigration migration);

    /** Where it is, for messages. */
    String place();

    @Override
    void close();
}
