package io.crj.engine.linux.abi;

/** asm/signal.h, asm-generic/siginfo.h. */
public final class Signals {

    public static final int SIGTRAP = 5;
    public static final int SIGKILL = 9;
    public static final int SIGCHLD = 17;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;
    public static final int SIGTSTP = 20;
    public static final int SIGTTOU = 22;
    public static final int SIGURG = 23;
    public static final int SIGWINCH = 28;
    public static final int COUNT = 64;

    /** Size of the kernel's sigset_t. */
    public static final int SIGSET_BYTES = 8;
    /** struct sigaction of the system call: handler, flags, restorer, mask. */
    public static final int SIGACTION_BYTES = 32;
    /** siginfo_t. */
    public static final int SIGINFO_BYTES = 128;
    /** stack_t: sp, flags, size. */
    public static final int SIGSTACK_BYTES = 24;

    /** Action: nothing is done about the signal. */
    public static final long SIG_IGN = 1;

    /** Action: what the kernel does by itself. */
    public static final long SIG_DFL = 0;

    public static final int SS_ONSTACK = 1;
    public static final int SS_DISABLE = 2;

    /** All signals blocked but SIGTRAP, which ends a burst of remote calls. */
    public static final long MASK_ALL_BUT_TRAP = ~(1L << (SIGTRAP - 1));

    private Signals() {}

    /** Bit of {@code signal} in a mask. */
    public static long bit(int signal) {
        return 1L << (signal - 1);
    }
}
