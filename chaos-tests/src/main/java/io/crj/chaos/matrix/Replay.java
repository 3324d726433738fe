package io.crj.chaos.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import io.crj.chaos.harness.Json;
import io.crj.coordinator.migration.MigrationState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the events of a migration, as a consumer gets them, say of how it went. */
final class Replay {

    private final List<String> objections = new ArrayList<>();
    private MigrationState state;
    private long sequence;

    private Replay() {}

    /**
     * Reads events.
     *
     * @param lines CloudEvents, one in each; those of other migrations are left out.
     */
    static Replay of(List<String> lines, String migrationId) {
        Replay replay = new Replay();
        lines.stream()
                .filter(line -> line.startsWith("{"))
                .map(Json::object)
                .filter(event -> event.path("subject").asText().equals(migrationId))
                .forEach(event -> replay.take(event.path("data")));
        return replay;
    }

    /** Whether nothing follows what was read: of a migration that was killed before anything was touched there is no more. */
    boolean hasEnded() {
        return state != null && (state.isTerminal() || state == MigrationState.PREFLIGHT);
    }

    /** Whether it says that the program runs on the target. */
    boolean isDone() {
        return state == MigrationState.DONE;
    }

    /** The last state; null when there was no event. */
    MigrationState state() {
        return state;
    }

    /** What does not fit together, a line each. */
    List<String> objections() {
        return objections;
    }

    private void take(JsonNode data) {
        long number = data.path("sequence").asLong();
        if (number <= sequence) {
            // A repetition: allowed, and to be dropped by whoever reads.
            return;
        }
        MigrationState to = state(data.path("to"));
        MigrationState from = data.path("from").isNull() ? null : state(data.path("from"));
        if (from == null) {
            // The first coordinator, or one that takes over: what the one before it had not sent is lost with that one.
            check(to.mayBegin(), number, from, to);
        } else {
            check(number == sequence + 1 && from == state && (from == to || to.follows(from)), number, from, to);
        }
        sequence = number;
        state = to;
    }

    private void check(boolean fits, long number, MigrationState from, MigrationState to) {
        if (!fits) {
            objections.add("event " + number + " leads from " + from + " to " + to + ", but event " + sequence
                    + " led to " + state);
        }
    }

    private static MigrationState state(JsonNode name) {
        return MigrationState.valueOf(name.asText().toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
