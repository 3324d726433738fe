package io.crj.coordinator.publish;

import io.crj.coordinator.migration.MigrationEvent;
import java.time.Instant;

/**
 * An event with the wall clock, which the machine does not know.
 *
 * @param event what happened
 * @param time when
 */
public record TimedEvent(MigrationEvent event, Instant time) {}
