package io.crj.chaos.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crj.chaos.harness.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compares what is with what was before a migration: one copy runs, its client lacks nothing, and nothing is left behind. */
final class Oracle {

    private static final Duration CLEAN_LIMIT = Duration.ofSeconds(15);
    /** Values that may differ after a move, though the program cannot tell. */
    private static final List<String> MAY_MOVE = List.of("cgroup", "mappings");

    private final Site site;
    private final Route route;
    private final Snapshot sourceBefore;
    private final Snapshot targetBefore;
    private Snapshot source;
    private Snapshot target;

    Oracle(Site site, Route route) {
        this.site = site;
        this.route = route;
        look();
        sourceBefore = source;
        targetBefore = target;
    }

    /** Waits until exactly one copy runs and the other host has none; false when that does not come. */
    boolean settles(Duration limit) {
        return Await.holdsWithin(limit, () -> {
            look();
            return source.runs() && !target.isPresent() || target.runs() && !source.isPresent();
        });
    }

    boolean isOnTarget() {
        return target.runs() && !source.isPresent();
    }

    /** For people: where it is and how. */
    String whereabouts() {
        return "source " + words(source) + ", target " + words(target);
    }

    /** All that is not as it should be, a line each. */
    List<String> complaints(String migrationId) {
        List<String> found = new ArrayList<>();
        site.victim().objection().ifPresent(found::add);
        // What ended ends in its own time: the janitor may still be at work.
        List<String> differences = new ArrayList<>();
        Await.holdsWithin(CLEAN_LIMIT, () -> {
            differences.clear();
            differences.addAll(differences(migrationId));
            if (!differences.isEmpty()) {
                look();
            }
            return differences.isEmpty();
        });
        found.addAll(differences);
        return found;
    }

    private List<String> differences(String migrationId) {
        boolean moved = isOnTarget();
        if (!moved && !source.isPresent()) {
            return List.of("the program is nowhere");
        }
        List<String> found = new ArrayList<>();
        JsonNode now = moved ? target.program() : source.program();
        found.addAll(Snapshot.differences("program", program(sourceBefore.program(), moved), program(now, moved)));
        found.addAll(hostDifferences(route.from(), sourceBefore, source, moved));
        found.addAll(hostDifferences(route.to(), targetBefore, target, moved));
        found.removeIf(line -> line.contains("/tmp/crj-") && !line.contains(migrationId));
        found.removeIf(line -> line.contains("/sys/fs/cgroup") && !line.contains(migrationId));
        return found;
    }

    private static JsonNode program(JsonNode program, boolean moved) {
        ObjectNode copy = program.deepCopy();
        if (moved) {
            copy.remove(MAY_MOVE);
        }
        return copy;
    }

    private static List<String> hostDifferences(String host, Snapshot before, Snapshot now, boolean moved) {
        List<String> found = Snapshot.differences(host, before.host(), now.host());
        if (moved) {
            // The program and its address are elsewhere: that is what was wanted.
            found.removeIf(line -> line.contains("10.77.0.100/24") || line.contains(".processes: "));
        }
        return found;
    }

    private void look() {
        source = Snapshot.take(site.lab(), route.from(), site.victim().pid());
        target = Snapshot.take(site.lab(), route.to(), site.victim().pid());
    }

    private static String words(Snapshot seen) {
        return seen.isPresent() ? (seen.runs() ? "runs" : "is held") : "has none";
    }
}
