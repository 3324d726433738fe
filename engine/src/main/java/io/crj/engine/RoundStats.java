package io.crj.engine;

/**
 * Figures of one pre-dump round.
 *
 * @param number from 1
 * @param pagesScanned pages present in the tree's private memory
 * @param pagesSent pages handed to the sink
 * @param durationNanos time from the scan to the receiver's acknowledgement
 */
public record RoundStats(int number, long pagesScanned, long pagesSent, long durationNanos) {}
