package io.crj.coordinator.migration;

/** What a migration wants done. Commit and Abort may be repeated; everything else is asked for once. */
public sealed interface MigrationEffect {

    record InspectSource() implements MigrationEffect {}

    record InspectTarget() implements MigrationEffect {}

    record PrepareTarget() implements MigrationEffect {}

    record StartSource(int streamPort) implements MigrationEffect {}

    record RunRound(int number) implements MigrationEffect {}

    record Freeze() implements MigrationEffect {}

    record AwaitReady() implements MigrationEffect {}

    record WriteDecision(Decision decision) implements MigrationEffect {}

    record Commit(Side side) implements MigrationEffect {}

    record Abort(Side side, String reason) implements MigrationEffect {}
}
