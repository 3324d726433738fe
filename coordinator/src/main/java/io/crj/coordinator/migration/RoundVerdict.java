package io.crj.coordinator.migration;

/**
 * What follows a round.
 *
 * @param freeze stop the tree now; false: one more round
 * @param expectedFreezeNanos how long the freeze would take if it came now
 * @param reason a sentence
 */
public record RoundVerdict(boolean freeze, long expectedFreezeNanos, String reason) {}
