package io.crj.chaos.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import io.crj.chaos.harness.Json;
import io.crj.chaos.harness.Lab;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What resources/chaos/snapshot.py saw on one host. */
record Snapshot(JsonNode program, JsonNode host) {

    private static final int LONGEST_VALUE = 120;

    static Snapshot take(Lab lab, String host, int pid) {
        String script = Lab.resource("chaos/snapshot.py").toString();
        JsonNode seen =
                Json.object(lab.exec(host, "python3", script, Integer.toString(pid), "/run/crj", "/var/lib/crj"));
        return new Snapshot(seen.path("program"), seen.path("host"));
    }

    /** Whether the program is here at all, running or not. */
    boolean isPresent() {
        return program.isObject();
    }

    /** Whether the program is here and nobody holds it. */
    boolean runs() {
        if (!isPresent() || program.path("frozen").asBoolean()) {
            return false;
        }
        for (JsonNode thread : program.path("threads")) {
            if (!thread.path("state").asText().equals("runs")
                    || !thread.path("tracer").asText().equals("0")) {
                return false;
            }
        }
        return true;
    }

    /** The places where two values differ, each as {@code PATH: BEFORE -> AFTER}. */
    static List<String> differences(String path, JsonNode before, JsonNode after) {
        List<String> found = new ArrayList<>();
        compare(path, before, after, found);
        return found;
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<String> found) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(path + '.' + name, before.path(name), after.path(name), found));
        } else if (before.isArray() && after.isArray()) {
            compareLists(path, before, after, found);
        } else {
            found.add(path + ": " + brief(before) + " -> " + brief(after));
        }
    }

    /** What is only in one of them. */
    private static void compareLists(String path, JsonNode before, JsonNode after, List<String> found) {
        List<JsonNode> gone = new ArrayList<>();
        before.forEach(gone::add);
        List<JsonNode> come = new ArrayList<>();
        after.forEach(one -> {
            if (!gone.remove(one)) {
                come.add(one);
            }
        });
        gone.forEach(one -> found.add(path + ": no more " + brief(one)));
        come.forEach(one -> found.add(path + ": now also " + brief(one)));
    }

    private static String brief(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
