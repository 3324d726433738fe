package io.crj.engine.linux.abi;

/** linux/ptrace.h, asm/ptrace-abi.h and the x86-64 register layout of sys/user.h. */
public final class Ptrace {

    public static final int CONT = 7;
    public static final int SINGLESTEP = 9;
    public static final int DETACH = 17;
    /** Runs to the next entry or exit of a system call. */
    public static final int SYSCALL = 24;

    public static final int SETOPTIONS = 0x4200;
    public static final int GETEVENTMSG = 0x4201;
    public static final int GETREGSET = 0x4204;
    public static final int SETREGSET = 0x4205;
    public static final int SEIZE = 0x4206;
    public static final int INTERRUPT = 0x4207;
    public static final int PEEKSIGINFO = 0x4209;
    public static final int GETSIGMASK = 0x420a;
    public static final int SETSIGMASK = 0x420b;
    public static final int SECCOMP_GET_FILTER = 0x420c;
    public static final int SECCOMP_GET_METADATA = 0x420d;
    public static final int GET_RSEQ_CONFIGURATION = 0x420f;

    public static final int O_TRACESYSGOOD = 1;
    public static final int O_TRACEFORK = 1 << 1;
    public static final int O_TRACEVFORK = 1 << 2;
    public static final int O_TRACECLONE = 1 << 3;
    public static final int O_EXITKILL = 1 << 20;
    public static final int O_SUSPEND_SECCOMP = 1 << 21;

    /** Added to SIGTRAP in stops at system calls, with {@link #O_TRACESYSGOOD}. */
    public static final int SYSCALL_STOP = 0x80;

    public static final int EVENT_FORK = 1;
    public static final int EVENT_VFORK = 2;
    public static final int EVENT_CLONE = 3;
    public static final int EVENT_STOP = 128;

    /** Flag of PEEKSIGINFO: the queue of the whole process instead of the thread's. */
    public static final int PEEKSIGINFO_SHARED = 1;
    /** struct ptrace_peeksiginfo_args. */
    public static final int PEEKSIGINFO_ARGS_BYTES = 16;
    /** struct seccomp_metadata: which filter, its flags. */
    public static final int SECCOMP_METADATA_BYTES = 16;

    /** struct ptrace_rseq_configuration. */
    public static final int RSEQ_CONFIGURATION_BYTES = 24;

    /** struct rseq_cs of linux/rseq.h: version, flags, start, length, abort address. */
    public static final int RSEQ_CS_BYTES = 32;

    /** elf.h note types for the register sets. */
    public static final int NT_PRSTATUS = 1;

    public static final int NT_X86_XSTATE = 0x202;

    /** struct user_regs_struct: 27 words. */
    public static final int USER_REGS_BYTES = 216;

    private Ptrace() {}
}
