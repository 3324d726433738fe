package io.crj.coordinator.migration;

import java.util.Map;

/**
 * The target's report that the tree runs there.
 *
 * @param pid of the root, as seen on the target
 * @param resumedUnixNanos wall clock of the target after the first thread ran
 * @param phaseNanos how long each part took, by name
 */
public record Arrival(int pid, long resumedUnixNanos, Map<String, Long> phaseNanos) {

    public Arrival {
        phaseNanos = Map.copyOf(phaseNanos);
    }
}
