package io.crj.coordinator.migration;

/** How a migration is settled: written once, durably, before anybody is told. */
public enum Decision {
    /** Both sides voted: the tree runs on the target from now on, whatever fails. */
    COMMIT,
    /** A vote is missing: the tree runs on at the source. */
    ABORT
}
