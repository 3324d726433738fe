package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.SETNS;
import static io.crj.engine.linux.abi.SyscallNumber.UNSHARE;
import static io.crj.engine.linux.sys.SyscallException.check;

/** Namespaces, which belong to threads; unshare(2), setns(2), namespaces(7). Only for platform threads. */
public final class Namespaces {

    private static final long CLONE_NEWNET = 0x40000000;

    private Namespaces() {}

    /** Moves the calling thread into a new network namespace. */
    public static void unshareNetwork() {
        unshare(CLONE_NEWNET);
    }

    /**
     * Gives the calling thread things of its own that it shared until now.
     *
     * @param cloneFlags {@code CLONE_…} of linux/sched.h
     */
    public static void unshare(long cloneFlags) {
        check(
                Syscalls.get().call(UNSHARE, cloneFlags, 0, 0, 0, 0, 0),
                "unshare",
                "flags 0x" + Long.toHexString(cloneFlags));
    }

    /**
     * Moves the calling thread into a namespace.
     *
     * @param namespace an open {@code /proc/PID/ns} file
     * @param cloneFlag its kind, checked by the kernel
     * @param what for the error: which namespace it is
     */
    public static void enter(Fd namespace, long cloneFlag, String what) {
        check(Syscalls.get().call(SETNS, namespace.number(), cloneFlag, 0, 0, 0, 0), "setns", what);
    }
}
