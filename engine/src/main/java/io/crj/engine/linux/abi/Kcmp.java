package io.crj.engine.linux.abi;

/** Comparing kernel objects of two processes; linux/kcmp.h. */
public final class Kcmp {

    public static final int KCMP_FILE = 0;
    public static final int KCMP_VM = 1;
    public static final int KCMP_FILES = 2;
    public static final int KCMP_FS = 3;
    public static final int KCMP_EPOLL_TFD = 7;

    /** {@code struct kcmp_epoll_slot}. */
    public static final int EPOLL_SLOT_SIZE = 12;

    public static final int EPOLL_SLOT_EFD = 0;
    public static final int EPOLL_SLOT_TFD = 4;
    public static final int EPOLL_SLOT_TOFF = 8;

    private Kcmp() {}
}
