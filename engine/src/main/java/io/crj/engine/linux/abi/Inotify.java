package io.crj.engine.linux.abi;

/** Watches on files; linux/inotify.h. */
public final class Inotify {

    public static final int IN_CLOEXEC = 02000000;
    /** All that a watch can be for; what the kernel adds to them by itself is above. */
    public static final int IN_ALL_EVENTS = 0xfff;

    public static final int IN_EXCL_UNLINK = 0x0400_0000;
    public static final int IN_ONESHOT = 0x8000_0000;

    /** Sets the number of the next watch; of kernels with CONFIG_CHECKPOINT_RESTORE. */
    public static final long INOTIFY_IOC_SETNEXTWD = 0x40044900L;

    private Inotify() {}
}
