package io.crj.coordinator.migration;

/**
 * Figures of one finished round.
 *
 * @param number from 1, without a gap
 * @param pagesScanned pages present in the tree
 * @param pagesSent pages sent in this round
 * @param bytesRaw before compression
 * @param bytesSent on the wire, frame headers included
 * @param durationNanos from the scan to the target's acknowledgement
 * @param pagesDirtyEstimate pages that would have to be sent if the next pass came now; 0: not known
 */
public record RoundFigures(
        int number,
        long pagesScanned,
        long pagesSent,
        long bytesRaw,
        long bytesSent,
        long durationNanos,
        long pagesDirtyEstimate) {}
