package io.crj.coordinator.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C, SIGTERM and SIGHUP: asks the migration to end, and lets the process go only once it has.
 *
 * <p>A shutdown hook, because the JVM offers programs nothing else for signals. While it waits the JVM is already on its
 * way out, so the exit code has to be set by halting.
 */
final class Interruption {

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int exitCode;
    private Runnable action;
    private boolean interrupted;

    /** Begins to listen. */
    void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::shuttingDown, "crj-interrupt"));
    }

    /** From now on {@code task} is run when the user wants the end; at once if they already do. */
    void onInterrupt(Runnable task) {
        boolean late;
        synchronized (this) {
            action = task;
            late = interrupted;
        }
        if (late) {
            task.run();
        }
    }

    /** Everything is said and done. */
    void finished(int code) {
        exitCode = code;
        ended.countDown();
    }

    private void shuttingDown() {
        if (ended.getCount() == 0) {
            return;
        }
        Runnable task;
        synchronized (this) {
            interrupted = true;
            task = action;
        }
        if (task != null) {
            task.run();
        }
        try {
            ended.await();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
