package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A command of crj in the background: a JVM cannot leave its terminal by forking. */
final class Daemon {

    private static final int POLL_MILLIS = 20;

    private Daemon() {}

    /**
     * Starts it, in a session of its own.
     *
     * @param arguments of crj
     * @param isReady what is waited for
     */
    static void start(List<String> arguments, BooleanSupplier isReady) throws IOException {
        File nothing = new File("/dev/null");
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(Successor.javaCommand());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectInput(nothing)
                .redirectOutput(nothing)
                .redirectError(nothing)
                .start();
        while (!isReady.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new EngineException("it did not start; without --daemon it says why");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while the service starts", e);
        }
    }
}
