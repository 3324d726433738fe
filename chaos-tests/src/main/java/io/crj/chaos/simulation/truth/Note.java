package io.crj.chaos.simulation.truth;

/** A side effect on a host, as its journal notes it before it is made. */
public enum Note {
    /** Packets of the tree's connections are dropped. */
    LOCK,
    /** The frozen tree stays so without its agent. */
    HOLD,
    /** Sockets are in repair mode. */
    SOCKETS,
    /** The service address has left, or has come. */
    ADDRESS,
    /** A file beside those of the tree; the only one that outlives the kernel. */
    FILE,
    /** The finished vessel, which stays without its agent. */
    VESSEL
}
