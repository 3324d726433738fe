package io.crj.coordinator.migration;

/**
 * What a migration wants done. Commit, Abort and WriteDecision(ABORT) may be repeated; everything else is asked for once.
 *
 * <p>The three that write are carried out in the order they are asked for.
 */
public sealed interface MigrationEffect {

    record InspectSource() implements MigrationEffect {}

    record InspectTarget() implements MigrationEffect {}

    /** Makes the migration durable, before any agent is asked for something that has effects. */
    record WriteBegun() implements MigrationEffect {}

    record PrepareTarget() implements MigrationEffect {}

    record StartSource(int streamPort) implements MigrationEffect {}

    record RunRound(int number) implements MigrationEffect {}

    record Freeze() implements MigrationEffect {}

    record AwaitReady() implements MigrationEffect {}

    /** The log answers with the decision that holds, whoever wrote it. */
    record WriteDecision(Decision decision) implements MigrationEffect {}

    /** Nothing is left to be done. No answer is awaited: if it gets lost, who finds the migration does no harm. */
    record WriteEnded(MigrationState outcome) implements MigrationEffect {}

    record Commit(Side side) implements MigrationEffect {}

    record Abort(Side side, String reason) implements MigrationEffect {}
}
