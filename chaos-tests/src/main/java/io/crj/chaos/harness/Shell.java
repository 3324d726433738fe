package io.crj.chaos.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs commands with their output in files of one folder. */
public final class Shell {
    private final Path folder;
    private final Map<String, String> environment;
    private final AtomicInteger count = new AtomicInteger();

    /**
     * Makes a shell.
     *
     * @param folder where the output goes.
     * @param environment what every command has in its environment besides ours.
     */
    public Shell(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /** What a command left: its exit code and output. */
    public record Result(List<String> command, int exitCode, String stdout, String stderr) {
        /** Returns this; fails the test when the command failed. */
        public Result expectSuccess() {
            if (exitCode != 0) {
                throw new AssertionError(toString());
            }
            return this;
        }

        @Override
        public String toString() {
            return String.join(" ", command) + "\nexit code " + exitCode + "\n" + stdout + "\n" + stderr;
        }
    }

    /** Runs a command to its end; fails the test when it takes longer than the limit. */
    public Result run(Duration limit, List<String> command) {
        return start("command-" + count.incrementAndGet(), command).await(limit);
    }

    /** Starts a command whose output goes to NAME.out and NAME.err. */
    public Running start(String name, List<String> command) {
        Path stdout = folder.resolve(name + ".out");
        Path stderr = folder.resolve(name + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().putAll(environment);
        try {
            return new Running(command, builder.start(), stdout, stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
