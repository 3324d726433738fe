package io.crj.deploy.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/**
 * When a helper that runs without end stops: after some seconds, when a file appears, or on SIGINT or SIGTERM.
 *
 * <p>A helper that was stopped by a signal still prints its result: the JVM waits for {@link #finished()}.
 */
public final class StopCondition {
    private static final long FILE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    @Option(names = "--seconds", description = "Stop after that many seconds.")
    private Long seconds;

    @Option(names = "--until-exists", description = "Stop when this file exists.")
    private Path file;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final long startNanos = System.nanoTime();
    private long nextFileCheckNanos = startNanos;
    private boolean fileExists;
    private volatile boolean signalled;

    /** Makes SIGINT and SIGTERM stop the helper in good order instead of ending the JVM at once. */
    public void stopOnSignal() {
        Thread hook = new Thread(
                () -> {
                    signalled = true;
                    awaitFinished();
                },
                "stop-on-signal");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void awaitFinished() {
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells that the result is printed, so that a signalled JVM may end. */
    public void finished() {
        finished.countDown();
    }

    /** Returns whether it is time to stop; cheap enough to be asked for every request, from any thread. */
    public synchronized boolean reached() {
        long nowNanos = System.nanoTime();
        if (file != null && nowNanos - nextFileCheckNanos >= 0) {
            fileExists = Files.exists(file);
            nextFileCheckNanos = nowNanos + FILE_CHECK_NANOS;
        }
        boolean timeIsOver = seconds != null && nowNanos - startNanos >= TimeUnit.SECONDS.toNanos(seconds);
        return signalled || timeIsOver || fileExists;
    }
}
