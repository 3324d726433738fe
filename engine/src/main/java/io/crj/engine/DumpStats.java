package io.crj.engine;

import java.util.Map;

/**
 * Figures of the final dump.
 *
 * @param frozenAtNanos {@link System#nanoTime()} when the first thread was stopped
 * @param pagesSent pages handed to the sink
 * @param pagesTotal pages of the image, those sent in earlier rounds included
 * @param phaseNanos duration of each phase of the freeze, in order: freeze, collect, lock, sockets, scan, send …
 */
public record DumpStats(long frozenAtNanos, long pagesSent, long pagesTotal, Map<String, Long> phaseNanos) {}
