package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.UNSHARE;
import static io.crj.engine.linux.sys.SyscallException.check;

/** Network namespaces, which belong to threads; unshare(2), network_namespaces(7). */
public final class Namespaces {

    private static final int CLONE_NEWNET = 0x40000000;

    private Namespaces() {}

    /** Moves the calling thread, which must be a platform thread, into a new network namespace. */
    public static void unshareNetwork() {
        check(Syscalls.get().call(UNSHARE, CLONE_NEWNET, 0, 0, 0, 0, 0), "unshare", "network namespace");
    }
}
