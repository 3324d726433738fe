package io.crj.coordinator.publish;

import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.migration.MigrationState;
import java.time.Instant;
import java.util.Map;

/** Sample events. */
final class EventsOf {

    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

    private EventsOf() {}

    static TimedEvent rounds(String migrationId, long sequence) {
        return new TimedEvent(
                new MigrationEvent(
                        migrationId,
                        sequence,
                        MigrationEvent.Kind.STATE,
                        MigrationState.PREPARING,
                        MigrationState.ROUNDS,
                        "the image stream is connected",
                        Map.of("bytesSent", 12)),
                TIME);
    }
}
