package io.crj.chaos.simulation.net;

/** A machine of its own in the network. */
public enum Place {
    COORDINATOR,
    /** Where a second coordinator runs. */
    STANDBY,
    SOURCE,
    TARGET
}
