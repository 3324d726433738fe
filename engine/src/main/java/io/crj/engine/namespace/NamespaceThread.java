package io.crj.engine.namespace;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.Namespaces;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Runs work inside of namespaces of another process: each time on a fresh platform thread that moves there and ends
 * there, so that no other thread of this process ever changes its place.
 *
 * <p>The work should start neither threads nor, by {@link ProcessBuilder}, programs: threads begin in the namespaces of
 * the one that starts them, also the JVM's own that waits for a program, and keep them alive for a minute afterwards.
 * Paths mean what they mean inside when MNT is among the kinds, classes and native libraries that the work is first to load
 * included.
 */
public final class NamespaceThread implements AutoCloseable {

    /** A thread of a JVM cannot enter these: PID would end its power to make threads, USER wants a single thread. */
    private static final Set<NamespaceKind> CLOSED = EnumSet.of(NamespaceKind.PID, NamespaceKind.USER);

    private final String whose;
    private final Map<NamespaceKind, Fd> namespaces;

    private NamespaceThread(String whose, Map<NamespaceKind, Fd> namespaces) {
        this.whose = whose;
        this.namespaces = namespaces;
    }

    /**
     * Takes hold of namespaces of a process, which may end afterwards.
     *
     * @param pid as this process sees it
     * @throws EngineException when there is no such process, or a thread of this process cannot go there
     */
    public static NamespaceThread of(int pid, Set<NamespaceKind> kinds) {
        Map<NamespaceKind, Fd> open = new EnumMap<>(NamespaceKind.class);
        NamespaceThread thread = new NamespaceThread("pid " + pid, open);
        try {
            for (NamespaceKind kind : kinds) {
                if (CLOSED.contains(kind)) {
                    throw new IllegalArgumentException("a thread cannot enter a " + kind.link() + " namespace");
                }
                open.put(kind, open("/proc/" + pid + "/ns/" + kind.link()));
            }
            return thread;
        } catch (RuntimeException e) {
            thread.close();
            throw e;
        }
    }

    /** One namespace of a process for one piece of work. */
    public static <T> T call(int pid, NamespaceKind kind, Callable<T> work) {
        try (NamespaceThread thread = of(pid, EnumSet.of(kind))) {
            return thread.call(work);
        }
    }

    /**
     * Runs {@code work} there and waits for it.
     *
     * @return what it returns
     * @throws EngineException for a checked exception of it; others come through as they are
     */
    public <T> T call(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(work, result), "namespaces-of-" + whose.replace(' ', '-'));
        thread.setDaemon(true);
        thread.start();
        try {
            return result.join();
        } catch (CompletionException e) {
            throw unwrapped(e.getCause());
        }
    }

    private <T> void run(Callable<T> work, CompletableFuture<T> result) {
        try {
            enter();
            result.complete(work.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private void enter() {
        if (namespaces.containsKey(NamespaceKind.MNT)) {
            // All threads of a JVM share root and working directory; setns(2) wants them for this thread alone.
            Namespaces.unshare(Sched.CLONE_FS);
        }
        namespaces.forEach((kind, namespace) ->
                Namespaces.enter(namespace, kind.cloneFlag(), kind.link() + " namespace of " + whose));
    }

    private RuntimeException unwrapped(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException known
                ? known
                : new EngineException("in the namespaces of " + whose + ": " + cause, cause);
    }

    private static Fd open(String path) {
        return FileCalls.open(path, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
    }

    @Override
    public void close() {
        namespaces.values().forEach(Fd::close);
    }
}
