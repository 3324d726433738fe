package io.crj.coordinator.cli;

import io.crj.coordinator.migration.Migration;

/** What the process tells its caller; documented in the help, never renumbered. */
public enum ExitCode {
    /** The tree runs on the target; of a dry run: it could. */
    MIGRATED(0),
    /** The command line makes no sense. */
    USAGE(2),
    /** A host said no or could not be asked; nothing was touched. */
    REFUSED(3),
    /** It was tried and undone; the tree runs on at the source. */
    FAILED(4),
    /** An operator has to look. */
    IN_DOUBT(5),
    /** Of a cancel: COMMIT is decided. */
    TOO_LATE(6),
    /** The user asked for the end; undone like {@link #FAILED}. */
    CANCELLED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The process' exit code. */
    public int code() {
        return code;
    }

    /** Of a migration that has ended. */
    static ExitCode of(Migration migration) {
        return switch (migration.state()) {
            case DONE, APPROVED -> MIGRATED;
            case REFUSED -> REFUSED;
            case ABORTED -> migration.ending().cancelled() ? CANCELLED : FAILED;
            default -> IN_DOUBT;
        };
    }
}
