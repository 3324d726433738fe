package io.crj.engine.linux.abi;

/** Event counters; linux/eventfd.h. */
public final class Eventfd {

    public static final int EFD_SEMAPHORE = 1;
    public static final int EFD_CLOEXEC = 02000000;

    private Eventfd() {}
}
