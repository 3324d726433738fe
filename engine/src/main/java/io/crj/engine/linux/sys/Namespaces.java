package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.SETNS;
import static io.crj.engine.linux.abi.SyscallNumber.UNSHARE;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.error.EngineException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Network namespaces, which belong to threads; setns(2), unshare(2), network_namespaces(7). */
public final class Namespaces {

    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY_CLOEXEC = 02000000;

    private Namespaces() {}

    /** Moves the calling thread, which must be a platform thread, into a new network namespace. */
    public static void unshareNetwork() {
        check(Syscalls.get().call(UNSHARE, CLONE_NEWNET, 0, 0, 0, 0, 0), "unshare", "network namespace");
    }

    /** Moves the calling thread, which must be a platform thread, into the network namespace behind {@code file}. */
    public static void enterNetwork(Fd file) {
        check(Syscalls.get().call(SETNS, file.number(), CLONE_NEWNET, 0, 0, 0, 0), "setns", "network namespace");
    }

    /** The network namespace of process {@code pid}; it lives as long as the descriptor. */
    public static Fd networkOf(int pid) {
        return FileCalls.open("/proc/" + pid + "/ns/net", O_RDONLY_CLOEXEC, 0);
    }

    /** The network namespace of the calling thread. */
    public static Fd currentNetwork() {
        return FileCalls.open("/proc/thread-self/ns/net", O_RDONLY_CLOEXEC, 0);
    }

    /** Runs {@code work} in the network namespace behind {@code file}, on a thread of its own. */
    public static <T> T inNetwork(Fd file, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> {
            enterNetwork(file);
            return work.call();
        });
        Thread thread = new Thread(task, "netns");
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while working in another network namespace", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new EngineException("work in another network namespace failed: " + e.getCause(), e.getCause());
        }
    }
}
