package io.crj.coordinator.migration;

import java.util.List;

/**
 * The machine's answer to one input.
 *
 * @param next the migration from now on
 * @param effects to be carried out in this order
 * @param events to be published in this order
 */
public record Step(Migration next, List<MigrationEffect> effects, List<MigrationEvent> events) {

    public Step {
        effects = List.copyOf(effects);
        events = List.copyOf(events);
    }

    static Step unchanged(Migration migration) {
        return new Step(migration, List.of(), List.of());
    }

    static Step of(Migration migration, MigrationEffect... effects) {
        return new Step(migration, List.of(effects), List.of());
    }
}
