package io.crj.engine.namespace.net;

import static io.crj.engine.namespace.NamespaceKind.NET;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.Namespaces;
import io.crj.engine.linux.sys.SyscallException;
import java.util.function.Supplier;

/**
 * Runs work on the calling thread, which must be a platform thread, inside of a process's network namespace: for work
 * that has to stay on this thread, as ptrace(2) has. Other work is better off on a {@code NamespaceThread}.
 */
public final class InNetNamespace {

    private static final String OWN = "/proc/thread-self/ns/net";

    private InNetNamespace() {}

    /**
     * Goes there, works, and comes back whatever happens.
     *
     * @param pid as this process sees it
     */
    public static <T> T call(int pid, Supplier<T> work) {
        try (Fd there = open("/proc/" + pid + "/ns/net")) {
            return call(there, "pid " + pid, work);
        }
    }

    /** The same for an open {@code /proc/PID/ns/net}. */
    public static <T> T call(Fd namespace, String whose, Supplier<T> work) {
        try (Fd here = open(OWN)) {
            Namespaces.enter(namespace, NET.cloneFlag(), "network namespace of " + whose);
            try {
                return work.get();
            } finally {
                comeBack(here);
            }
        }
    }

    /** Work without a result. */
    public static void run(int pid, Runnable work) {
        call(pid, () -> {
            work.run();
            return null;
        });
    }

    private static void comeBack(Fd here) {
        try {
            Namespaces.enter(here, NET.cloneFlag(), "own network namespace");
        } catch (SyscallException e) {
            // Nothing this thread does to the network from now on would be done where it is meant to be.
            throw new IllegalStateException("thread is lost in a foreign network namespace: " + e.getMessage(), e);
        }
    }

    private static Fd open(String path) {
        return FileCalls.open(path, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
    }
}
