package io.crj.coordinator.migration;

import java.util.Map;

/**
 * The target's report that the tree runs there.
 *
 * @param pid of the root, as seen on the target
 * @param namespacePid of the root in the tree's own pid namespace; 0 when it has none
 * @param resumedUnixNanos wall clock of the target after the first thread ran
 * @param phaseNanos how long each part took, by name
 */
public record Arrival(int pid, int namespacePid, long resumedUnixNanos, Map<String, Long> phaseNanos) {

    public Arrival {
        phaseNanos = Map.copyOf(phaseNanos);
    }

    /** {@code pid 4711}, and what it is called inside. */
    public String pids() {
        return "pid " + pid + (namespacePid == 0 ? "" : " (" + namespacePid + " in its own pid namespace)");
    }
}
