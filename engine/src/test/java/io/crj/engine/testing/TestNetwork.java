package io.crj.engine.testing;

import io.crj.engine.linux.sys.Namespaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A network namespace with a working loopback interface, and a thread that lives in it. */
public final class TestNetwork implements AutoCloseable {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    public TestNetwork() {
        run(() -> {
            Namespaces.unshareNetwork();
            command("ip", "link", "set", "lo", "up");
            return null;
        });
    }

    /** Runs {@code work} inside; everything it throws is thrown here. */
    public <T> T run(Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Something to run inside. */
    public interface Work {
        void run() throws Exception;
    }

    /** Runs {@code work} inside. */
    public void run(Work work) {
        run(() -> {
            work.run();
            return null;
        });
    }

    /** The namespace's file, as ip(8) wants it; valid until this is closed. */
    public String path() {
        return run(() ->
                "/proc/" + Path.of("/proc/thread-self").toRealPath().toString().substring(6) + "/ns/net");
    }

    /** Runs a command in the calling thread's network namespace; its output. */
    public static String command(String... words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", words) + ": " + output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
