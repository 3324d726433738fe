package io.crj.coordinator.cli;

import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationState;

/** Whether a migration ended as somebody wanted. */
final class Ending {

    private Ending() {}

    static ExitCode of(Decision wanted, MigrationState outcome) {
        boolean asWanted = (wanted == Decision.COMMIT) == (outcome == MigrationState.DONE);
        return asWanted ? ExitCode.MIGRATED : ExitCode.TOO_LATE;
    }
}
