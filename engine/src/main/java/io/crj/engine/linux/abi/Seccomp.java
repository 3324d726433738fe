package io.crj.engine.linux.abi;

/** linux/seccomp.h and linux/filter.h. */
public final class Seccomp {

    public static final int MODE_DISABLED = 0;
    public static final int MODE_STRICT = 1;
    public static final int MODE_FILTER = 2;

    /** Operation of seccomp(2). */
    public static final int SET_MODE_FILTER = 1;

    /** All threads of the process get the filter. */
    public static final int FLAG_TSYNC = 1;

    public static final int FLAG_LOG = 1 << 1;

    /** What a filter returns, without the lower half. */
    public static final int RET_ACTION_FULL = 0xffff0000;

    public static final int RET_USER_NOTIF = 0x7fc00000;

    /** struct sock_filter: code, two jumps, constant. */
    public static final int INSTRUCTION_BYTES = 8;

    public static final int CONSTANT_AT = 4;
    /** Returns the constant. */
    public static final int BPF_RET_K = 0x06;

    public static final int MAX_INSTRUCTIONS = 4096;

    /** struct sock_fprog: length, address. */
    public static final int PROGRAM_BYTES = 16;

    private Seccomp() {}
}
