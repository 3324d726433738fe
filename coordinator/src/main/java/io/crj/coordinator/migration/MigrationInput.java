package io.crj.coordinator.migration;

import java.util.List;

/** Everything that can happen to a migration. What does not fit the state is ignored, so late answers do no harm. */
public sealed interface MigrationInput {

    /** Time went by; comes several times a second. */
    record Tick() implements MigrationInput {}

    /** The user changed their mind. */
    record Cancel() implements MigrationInput {}

    /** A request was answered with an error, or its agent cannot be reached; {@code message} names the host. */
    record AgentFailed(Side side, String message) implements MigrationInput {}

    record SourceInspected(SourceFacts facts) implements MigrationInput {}

    /** No refusals: the tree can come. */
    record TargetInspected(List<String> refusals) implements MigrationInput {
        public TargetInspected {
            refusals = List.copyOf(refusals);
        }
    }

    /** BEGUN is durable and this coordinator owns the migration. */
    record BegunWritten() implements MigrationInput {}

    /** BEGUN could not be written. */
    record BegunFailed(String message) implements MigrationInput {}

    record TargetPrepared(int streamPort) implements MigrationInput {}

    record SourceStarted() implements MigrationInput {}

    record RoundDone(RoundFigures figures) implements MigrationInput {}

    /** The source's vote. */
    record Prepared(FreezeFigures figures) implements MigrationInput {}

    /** The target's vote. */
    record Ready() implements MigrationInput {}

    /** What the log now holds for this migration, which need not be what was asked for. */
    record DecisionWritten(Decision decision) implements MigrationInput {}

    /**
     * Writing failed.
     *
     * @param nothingWritten whether it is certain that the log holds no decision
     */
    record DecisionFailed(boolean nothingWritten, String message) implements MigrationInput {}

    /** The target carried out COMMIT. */
    record Resumed(Arrival arrival) implements MigrationInput {}

    /** The target certifies that its vessel died before it ever ran, and never will. */
    record VesselLost(String message) implements MigrationInput {}

    /** The source carried out COMMIT. */
    record Reaped() implements MigrationInput {}

    /** A side carried out ABORT. */
    record Aborted(Side side) implements MigrationInput {}
}
