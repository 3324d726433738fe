package io.crj.engine.linux.sys;

/** Raw Linux system calls: six register arguments in, the result or {@code -errno} out. */
public interface Syscalls {

    /**
     * Issues one system call.
     *
     * @param number system call number, see {@link io.crj.engine.linux.abi.SyscallNumber}
     * @return the result, or {@code -errno}
     */
    long call(long number, long a, long b, long c, long d, long e, long f);

    /** The calls of this process, on the calling thread. */
    static Syscalls get() {
        return LibC.SYSCALLS;
    }
}
