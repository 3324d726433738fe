package io.crj.coordinator.effect;

import io.crj.coordinator.log.Begun;
import io.crj.coordinator.log.MigrationLog;
import io.crj.coordinator.log.MigrationLogException;
import io.crj.coordinator.log.OwnedMigration;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationInput;
import io.crj.coordinator.migration.MigrationState;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one migration's records in order on a thread of its own, since a disk or a broker may hang while the machine
 * keeps an eye on the clock.
 */
final class LogKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);
    private static final int LAST_RECORD_SECONDS = 20;

    private final MigrationLog log;
    private final Consumer<MigrationInput> answers;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "crj-log");
        made.setDaemon(true);
        return made;
    });
    private OwnedMigration owned;

    /**
     * Of a migration that is to begin, or of one that was found.
     *
     * @param log where it will be recorded; unused with {@code owned}
     * @param owned null when it has not begun
     */
    LogKeeper(MigrationLog log, OwnedMigration owned, Consumer<MigrationInput> answers) {
        this.log = log;
        this.owned = owned;
        this.answers = answers;
    }

    void begin(Begun begun) {
        thread.execute(() -> {
            try {
                owned = log.begin(begun);
                answers.accept(new MigrationInput.BegunWritten());
            } catch (RuntimeException failed) {
                LOG.debug("log", failed);
                answers.accept(new MigrationInput.BegunFailed(failed.getMessage()));
            }
        });
    }

    void decide(Decision wanted) {
        thread.execute(() -> answers.accept(decided(wanted)));
    }

    void ended(MigrationState outcome) {
        thread.execute(() -> {
            if (owned != null) {
                try {
                    owned.ended(outcome);
                } catch (MigrationLogException lost) {
                    // Who finds it will tell both sides once more, which changes nothing.
                    LOG.debug("the end is not recorded", lost);
                }
            }
        });
    }

    /** Waits for the last record, then gives the lead up. */
    @Override
    public void close() {
        thread.execute(this::release);
        thread.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            if (!thread.awaitTermination(LAST_RECORD_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the log does not answer; the migration may be found unfinished there");
            }
        } catch (InterruptedException hurry) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private MigrationInput decided(Decision wanted) {
        try {
            return new MigrationInput.DecisionWritten(owned.decide(wanted));
        } catch (MigrationLogException failed) {
            LOG.debug("log", failed);
            return new MigrationInput.DecisionFailed(failed.nothingWritten(), failed.getMessage());
        }
    }

    private void release() {
        if (owned != null) {
            owned.close();
        }
    }
}
