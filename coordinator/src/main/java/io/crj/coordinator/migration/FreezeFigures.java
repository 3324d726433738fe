package io.crj.coordinator.migration;

import java.util.Map;

/**
 * Figures of the final dump, as the source reports them with its vote.
 *
 * @param pagesSent pages sent while the tree was frozen
 * @param pagesTotal pages of the whole tree
 * @param bytesSent on the wire, while frozen
 * @param frozenUnixNanos wall clock of the source when the first thread was stopped
 * @param phaseNanos how long each part took, by name
 */
public record FreezeFigures(
        long pagesSent, long pagesTotal, long bytesSent, long frozenUnixNanos, Map<String, Long> phaseNanos) {

    public FreezeFigures {
        phaseNanos = Map.copyOf(phaseNanos);
    }
}
