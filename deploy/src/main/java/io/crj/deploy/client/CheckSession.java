package io.crj.deploy.client;

import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The part that all checking clients share: options, progress lines, and the result as the last line. */
public final class CheckSession {
    @Option(names = "--host", defaultValue = "service", description = "Server (default ${DEFAULT-VALUE}).")
    private String host;

    @Option(names = "--port", required = true, description = "Its port.")
    private int port;

    @Option(names = "--progress", description = "Print progress lines.")
    private boolean progress;

    @Option(
            names = "--progress-millis",
            defaultValue = "1000",
            description = "Time between two of them (default ${DEFAULT-VALUE}).")
    private long progressMillis;

    @Option(
            names = "--pause-millis",
            defaultValue = "0",
            description = "How long each connection rests before its next requests (default ${DEFAULT-VALUE}).")
    private long pauseMillis;

    @Mixin
    private StopCondition stop;

    private final CheckReport report = new CheckReport();

    /** The requests that a client makes until the session is over. */
    @FunctionalInterface
    public interface Checks {
        /**
         * Runs until {@link CheckSession#isOver()}.
         *
         * @throws Exception when the connection breaks or an answer cannot be understood.
         */
        void run() throws Exception;
    }

    /** Returns the server to connect to. */
    public String host() {
        return host;
    }

    /** Returns the server's port. */
    public int port() {
        return port;
    }

    /** Returns where answers and errors are counted. */
    public CheckReport report() {
        return report;
    }

    /** Rests as long as wanted and returns whether the client should stop. */
    public boolean isOver() throws InterruptedException {
        if (pauseMillis > 0) {
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
        }
        return stop.reached();
    }

    /**
     * Runs the checks, never again after a failure, and prints the result.
     *
     * @return exit code: 0 when there was no error, else 1.
     */
    public int run(Checks checks) {
        stop.stopOnSignal();
        Thread printer = progress ? startProgress() : null;
        try {
            checks.run();
        } catch (Exception e) {
            report.error("after " + report.requests() + " requests: " + e);
        }
        if (printer != null) {
            printer.interrupt();
        }
        System.out.println(report.toJson());
        stop.finished();
        return report.errorCount() == 0 ? 0 : 1;
    }

    private Thread startProgress() {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            TimeUnit.MILLISECONDS.sleep(progressMillis);
                            System.out.println(report.progress());
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "progress");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
