package io.crj.engine.linux.abi;

/** asm-generic/resource.h. */
public final class Resource {

    public static final int RLIMIT_CORE = 4;
    public static final int RLIMIT_NOFILE = 7;

    private Resource() {}
}
