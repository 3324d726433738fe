package io.crj.coordinator.effect;

import io.crj.coordinator.migration.MigrationPlan;
import io.crj.wire.message.MigrationOptions;

/**
 * One migration to carry out.
 *
 * @param plan limits and policy
 * @param source where the tree runs
 * @param target where it goes
 * @param pid root of the tree, as seen on the source
 * @param options for both agents
 */
public record MigrationRequest(
        MigrationPlan plan, AgentAddress source, AgentAddress target, int pid, MigrationOptions options) {}
