package io.crj.engine.linux.abi;

/** Bits of capability sets; linux/capability.h. */
public final class CapabilityNumber {

    public static final int NET_ADMIN = 12;
    public static final int SYS_PTRACE = 19;
    public static final int SYS_ADMIN = 21;
    public static final int SYS_RESOURCE = 24;

    private CapabilityNumber() {}
}
