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
                        + "; the source still holds its frozen copy: start the source's agent again and run crj-migrate"
                        + " recover, so that it removes the copy; never let that copy continue";
            case COMMITTING_TARGET ->
                "the decision is COMMIT and the source still holds the frozen tree: start the target's agent again and"
                        + " run crj-migrate recover, so that it resumes the tree, or the source does if the target says"
                        + " that it lost it; let the copy on the source continue by hand only if the target has lost it"
                        + " for certain";
            case RETURNING ->
                "the target certified that it lost the tree before it ran, and the source holds it frozen: start the"
                        + " source's agent again and run crj-migrate recover, so that it lets the tree run on";
            default ->
                migration.settlement().decision() == Decision.ABORT
                        ? "the tree may still be frozen on the source: start the source's agent again and run"
                                + " crj-migrate recover, so that it lets the tree run on"
                        : "the log of migrations cannot be read or written, so that nobody knows whether COMMIT is"
                                + " decided: mend it and run crj-migrate recover; the tree may be frozen until then";
        };
    }
}
