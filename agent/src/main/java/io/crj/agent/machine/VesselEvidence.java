package io.crj.agent.machine;

/** What is found of a vessel when the agent starts anew. */
public enum VesselEvidence {
    /** All of it is there and frozen: it has never run. */
    HELD,
    /** It is there and not frozen. */
    RUNS,
    /** It is not there, or not whole; nothing tells whether it ever ran. */
    GONE,
    /** It is not there, or not whole, and certainly was never thawed. */
    NEVER_RAN,
    /** The host was started anew since: it is gone, and nothing tells whether it ever ran. */
    HOST_RESTARTED
}
