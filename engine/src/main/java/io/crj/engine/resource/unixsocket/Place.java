package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Un.UNIX_PATH_MAX;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.Namespaces;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Where a socket's name counts from: sockets keep the very bytes that bind(2) was called with, so that these, and not
 * another path to the same file, have to be used.
 *
 * @param root the root directory for it; empty for this process's
 * @param directory the working directory, from that root
 * @param isPrivate whether nobody else knows of the root, so that nothing in it leads out
 */
record Place(String root, String directory, boolean isPrivate) {

    /** For absolute paths and abstract names. */
    static final Place HERE = new Place("", "/", false);

    static {
        // Words for a failure that happens where no class can be loaded.
        Errno.name(Errno.ENOENT);
    }

    void bind(Fd fd, UnixName name) {
        run(() -> UnixCalls.bind(fd, name));
    }

    /** Who connects keeps nothing of the path: any that leads to the name will do. */
    void connect(Fd fd, UnixName name) {
        Optional<UnixName> direct = name.isPath() ? reach(name) : Optional.of(name);
        if (direct.isPresent()) {
            UnixCalls.connect(fd, direct.get());
        } else {
            run(() -> UnixCalls.connect(fd, name));
        }
    }

    /** The same path as seen from this process's root, unless it is too long, or links inside could lead elsewhere. */
    private Optional<UnixName> reach(UnixName name) {
        if (equals(HERE)) {
            return Optional.of(name);
        }
        String path = root + (name.toString().startsWith("/") ? "" : directory + "/") + name;
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        return isPrivate && bytes.length < UNIX_PATH_MAX ? Optional.of(UnixName.of(bytes)) : Optional.empty();
    }

    /**
     * Runs {@code work} there.
     *
     * @param work uses nothing that has yet to be loaded from a file: there are none
     */
    void run(Runnable work) {
        if (this.equals(HERE)) {
            work.run();
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        // Root and working directory belong to all threads of a JVM together, until one of them leaves the others.
        Thread thread = new Thread(() -> go(work, done), "unix-sockets");
        thread.start();
        try {
            done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    private void go(Runnable work, CompletableFuture<Void> done) {
        try {
            Namespaces.unshare(Sched.CLONE_FS);
            if (!root.isEmpty()) {
                FileCalls.changeRoot(root);
            }
            FileCalls.changeDirectory(directory);
            work.run();
            done.complete(null);
        } catch (Throwable e) {
            done.completeExceptionally(e);
        }
    }
}
