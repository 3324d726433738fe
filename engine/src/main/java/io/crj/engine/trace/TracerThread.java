package io.crj.engine.trace;

import io.crj.engine.error.EngineException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.MDC;

/** The one platform thread that owns ptrace for a tree: any other thread gets ESRCH, see ptrace(2). */
public final class TracerThread implements AutoCloseable {

    private final ExecutorService executor;

    public TracerThread(String name) {
        executor = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs {@code work} there and waits for it; what it throws comes out here. Its log belongs to what the caller is about. */
    public <T> T call(Callable<T> work) {
        boolean interrupted = false;
        Map<String, String> context = MDC.getCopyOfContextMap();
        var future = executor.submit(() -> {
            MDC.setContextMap(context == null ? Map.of() : context);
            return work.call();
        });
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    // Half a ptrace sequence would leave the tree in a state nobody can describe: finish it first.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new EngineException("tracing failed: " + e.getCause(), e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #call} without a result. */
    public void run(Runnable work) {
        call(() -> {
            work.run();
            return null;
        });
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
