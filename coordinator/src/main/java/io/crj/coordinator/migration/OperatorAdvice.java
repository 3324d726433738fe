package io.crj.coordinator.migration;

/** What an operator can do about a migration in doubt. */
final class OperatorAdvice {

    private OperatorAdvice() {}

    /** Of a migration that is about to end in doubt in its present state. */
    static String of(Migration migration) {
        return switch (migration.state()) {
            case COMMITTING_SOURCE ->
                "the tree runs on the target with "
                        + migration.arrival().pids()
                        + "; the source still holds its frozen copy: start the source's agent again so that it removes the"
                        + " copy, and never let that copy continue";
            case COMMITTING_TARGET ->
                "the decision is COMMIT and the source still holds the frozen tree: start the"
                        + " target's agent again so that it resumes the tree, and let the copy on the source continue only"
                        + " if the target has lost it for certain";
            case ABORTING ->
                "the tree may still be frozen on the source: start the source's agent again so that it"
                        + " lets the tree run on";
            default ->
                "the decision log could not be written: look there for this migration; COMMIT means the tree"
                        + " belongs to the target, ABORT or nothing means it belongs to the source";
        };
    }
}
