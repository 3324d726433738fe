package io.crj.chaos.simulation.part;

import io.crj.chaos.simulation.truth.Violation;
import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.migration.MigrationState;

/** What the world outside is told by one owner of the migration; replayed, it leads to where that owner stands. */
final class Replay {

    private MigrationState state;
    private long sequence;

    void published(MigrationEvent event) {
        if (sequence != 0 && event.sequence() != sequence + 1) {
            throw new Violation("event " + event.sequence() + " follows event " + sequence);
        }
        sequence = event.sequence();
        if (event.from() != state) {
            throw new Violation("an event leads from " + event.from() + " while the replay is at " + state);
        }
        if (state == null
                ? !event.to().mayBegin()
                : event.to() != state && !event.to().follows(state)) {
            throw new Violation("an event leads from " + state + " to " + event.to());
        }
        state = event.to();
    }

    void mustBeAt(MigrationState reached) {
        if (state != reached) {
            throw new Violation("the events lead to " + state + ", the migration is " + reached);
        }
    }
}
