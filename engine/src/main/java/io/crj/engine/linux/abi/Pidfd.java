package io.crj.engine.linux.abi;

/** What a pidfd tells about its process; linux/pidfd.h. */
public final class Pidfd {

    /** Of a thread, not of its process; Linux 6.9. */
    public static final int PIDFD_THREAD = 0200;

    /** For {@code struct pidfd_info} in its first version. */
    public static final int PIDFD_GET_INFO = 0xC040FF0B;

    /** Bit of the mask: the exit status, once somebody has taken note of it; Linux 6.15. */
    public static final int PIDFD_INFO_EXIT = 8;

    public static final int INFO_SIZE = 64;
    public static final int INFO_MASK = 0;
    public static final int INFO_EXIT_CODE = 60;

    private Pidfd() {}
}
