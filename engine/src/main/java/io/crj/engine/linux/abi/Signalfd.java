package io.crj.engine.linux.abi;

/** Signals behind descriptors; linux/signalfd.h. */
public final class Signalfd {

    public static final int SFD_CLOEXEC = 02000000;
    /** Bytes of the kernel's {@code sigset_t}; asm/signal.h. */
    public static final int SIGSET_SIZE = 8;

    private Signalfd() {}
}
