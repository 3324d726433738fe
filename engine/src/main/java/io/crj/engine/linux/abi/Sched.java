package io.crj.engine.linux.abi;

/** linux/sched.h and linux/sched/types.h. */
public final class Sched {

    public static final long CLONE_VM = 0x100;
    public static final long CLONE_FS = 0x200;
    public static final long CLONE_FILES = 0x400;
    public static final long CLONE_SIGHAND = 0x800;
    public static final long CLONE_PARENT = 0x8000;
    public static final long CLONE_THREAD = 0x10000;
    public static final long CLONE_SYSVSEM = 0x40000;

    /** struct clone_args, version 2 (88 bytes). */
    public static final int CLONE_ARGS_BYTES = 88;

    public static final int CLONE_ARGS_FLAGS = 0;
    public static final int CLONE_ARGS_EXIT_SIGNAL = 32;
    public static final int CLONE_ARGS_SET_TID = 64;
    public static final int CLONE_ARGS_SET_TID_SIZE = 72;

    /** struct sched_attr, version 1. */
    public static final int SCHED_ATTR_BYTES = 56;

    public static final int SCHED_NORMAL = 0;
    public static final int SCHED_FIFO = 1;
    public static final int SCHED_RR = 2;
    public static final int SCHED_BATCH = 3;
    public static final int SCHED_IDLE = 5;
    public static final int SCHED_DEADLINE = 6;

    /** Flag of a policy: children begin with the default one. */
    public static final int SCHED_RESET_ON_FORK = 0x40000000;

    /** The same in sched_flags of struct sched_attr. */
    public static final int SCHED_FLAG_RESET_ON_FORK = 1;

    /** Of SCHED_DEADLINE: time that others leave is taken, and SIGXCPU tells of overruns. */
    public static final long SCHED_FLAGS_OF_DEADLINE = 0x2 | 0x4;

    /** Policy and parameters stay as they are. */
    public static final long SCHED_FLAG_KEEP_ALL = 0x8 | 0x10;

    public static final long SCHED_FLAG_UTIL_CLAMP = 0x20 | 0x40;

    /** No limit of utilization. */
    public static final int SCHED_CAPACITY_SCALE = 1024;

    /** linux/sched.h of the kernel itself, in the flags that /proc shows: what PR_SET_IO_FLUSHER of prctl(2) sets. */
    public static final long PF_IO_FLUSHER = 0x00080000 | 0x00100000;

    /** linux/ioprio.h. */
    public static final int IOPRIO_WHO_PROCESS = 1;

    private Sched() {}
}
