package io.crj.engine.linux.abi;

/** asm-generic/resource.h. */
public final class Resource {

    public static final int RLIMIT_CORE = 4;

    private Resource() {}
}
