package io.crj.engine.linux.sys;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Errno;

/** A system call failed: says which, with what error, and on what. */
public final class SyscallException extends EngineException {

    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    public SyscallException(String call, int errno, String detail) {
        super(call + "(" + detail + ") failed: " + Errno.name(errno) + " (" + Errno.describe(errno) + ")");
        this.call = call;
        this.errno = errno;
    }

    /** Name of the system call. */
    public String call() {
        return call;
    }

    /** Positive error number, see errno(3). */
    public int errno() {
        return errno;
    }

    /** Returns {@code result} if it is no error, else throws. */
    public static long check(long result, String call, String detail) {
        if (result < 0 && result >= -Errno.MAX) {
            throw new SyscallException(call, (int) -result, detail);
        }
        return result;
    }
}
