package io.crj.engine.linux.abi;

/** linux/prctl.h. */
public final class Prctl {

    public static final int PR_SET_PDEATHSIG = 1;
    public static final int PR_GET_PDEATHSIG = 2;
    public static final int PR_GET_DUMPABLE = 3;
    public static final int PR_SET_DUMPABLE = 4;
    public static final int PR_SET_NAME = 15;
    public static final int PR_SET_SECCOMP = 22;
    public static final int PR_CAPBSET_DROP = 24;
    public static final int PR_GET_TSC = 25;
    public static final int PR_SET_TSC = 26;
    public static final int PR_GET_SECUREBITS = 27;
    public static final int PR_SET_SECUREBITS = 28;
    public static final int PR_SET_TIMERSLACK = 29;
    public static final int PR_MCE_KILL = 33;
    public static final int PR_MCE_KILL_GET = 34;
    public static final int PR_MCE_KILL_SET = 1;
    public static final int PR_SET_MM = 35;
    public static final int PR_SET_MM_MAP = 14;
    public static final int PR_SET_MM_MAP_SIZE = 15;
    public static final int PR_SET_CHILD_SUBREAPER = 36;
    public static final int PR_GET_CHILD_SUBREAPER = 37;
    public static final int PR_SET_NO_NEW_PRIVS = 38;
    public static final int PR_GET_TID_ADDRESS = 40;
    public static final int PR_SET_THP_DISABLE = 41;
    public static final int PR_GET_THP_DISABLE = 42;
    public static final int PR_CAP_AMBIENT = 47;
    public static final int PR_CAP_AMBIENT_RAISE = 2;
    public static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    public static final int PR_GET_SPECULATION_CTRL = 52;
    public static final int PR_SET_SPECULATION_CTRL = 53;
    public static final int PR_SET_IO_FLUSHER = 57;
    public static final int PR_SET_MDWE = 65;
    public static final int PR_GET_MDWE = 66;
    /** Since Linux 6.15: timer_create(2) takes the wanted id from its out parameter. */
    public static final int PR_TIMER_CREATE_RESTORE_IDS = 77;

    public static final int PR_TIMER_CREATE_RESTORE_IDS_GET = 2;

    /** Kinds of PR_GET_SPECULATION_CTRL, from 0 on. */
    public static final int PR_SPEC_KINDS = 3;

    /** Of its results: the thread may choose. */
    public static final int PR_SPEC_PRCTL = 1;

    public static final int PR_SPEC_ENABLE = 1 << 1;

    /** struct prctl_mm_map. */
    public static final int MM_MAP_BYTES = 104;

    /** linux/securebits.h: uid changes leave capabilities alone. */
    public static final int SECBIT_NO_SETUID_FIXUP = 1 << 2;

    public static final int PR_SET_VMA = 0x53564d41;
    public static final int PR_SET_VMA_ANON_NAME = 0;

    private Prctl() {}
}
