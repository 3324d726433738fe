package io.crj.coordinator.migration;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that happened, for the world outside.
 *
 * @param migrationId whose
 * @param sequence from 1, without a gap as long as one coordinator leads the migration; one that takes over begins a
 *     higher range, see {@link Remembered}
 * @param kind state change or finished round
 * @param from state before; null at the start, also of who takes over
 * @param to state after
 * @param reason a sentence
 * @param figures numbers and texts by name, in the order they should be shown
 */
public record MigrationEvent(
        String migrationId,
        long sequence,
        Kind kind,
        MigrationState from,
        MigrationState to,
        String reason,
        Map<String, Object> figures) {

    /** What happened. */
    public enum Kind {
        STATE,
        ROUND
    }

    public MigrationEvent {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
}
