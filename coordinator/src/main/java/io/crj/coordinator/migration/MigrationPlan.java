package io.crj.coordinator.migration;

/**
 * What the user asked for, as far as the machine cares.
 *
 * @param migrationId 1 to 64 characters of {@code [A-Za-z0-9_-]}, unique for ever
 * @param preflightOnly whether to end after both hosts answered
 * @param rounds when to freeze
 * @param limits how long each part may take
 */
public record MigrationPlan(String migrationId, boolean preflightOnly, RoundPolicy rounds, MigrationLimits limits) {}
