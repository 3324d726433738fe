package io.crj.engine.linux.abi;

/** linux/membarrier.h. */
public final class Membarrier {

    /** A bit for each command of registration that was given. */
    public static final int CMD_GET_REGISTRATIONS = 1 << 9;

    private Membarrier() {}
}
