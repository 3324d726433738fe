package io.crj.coordinator.log;

import io.crj.coordinator.effect.AgentAddress;
import java.time.Instant;

/**
 * What somebody who finds a migration has to know in order to end it; the first record of each.
 *
 * @param id 1 to 64 characters of {@code [A-Za-z0-9_-]}, unique for ever
 * @param from agent of the source
 * @param to agent of the target
 * @param pid root of the tree, as seen on the source
 * @param command its name, for people
 * @param time wall clock of who began it
 */
public record Begun(String id, AgentAddress from, AgentAddress to, int pid, String command, Instant time) {}
