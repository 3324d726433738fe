package io.crj.engine.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command logs to, and how much; meanings are CRIU's. */
final class LogOptions {

    /** From here on errors come with their stack traces. */
    static final int DEBUG = 4;

    private static final int INFO = 3;
    private static final int WARN = 2;

    @Option(
            names = {"-o", "--log-file"},
            paramLabel = "FILE",
            description = "log file, relative to the image directory; without it the log goes to stderr")
    private Path file;

    @Option(
            names = {"-v", "--verbosity"},
            paramLabel = "0-4",
            arity = "0..1",
            fallbackValue = "3",
            defaultValue = "2",
            description = "0 silent, 1 errors, 2 warnings (default), 3 (plain -v) steps, 4 everything")
    private int verbosity;

    /** Begins logging; before this no logger may be used. */
    void begin(Path directory) {
        if (file == null && verbosity <= WARN) {
            // Starting a logging backend would cost more than everything else a short-lived command does.
            System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
            return;
        }
        LogFile.begin(file == null ? null : directory.resolve(file), level());
    }

    boolean isDebug() {
        return verbosity >= DEBUG;
    }

    private String level() {
        if (verbosity >= DEBUG) {
            return "DEBUG";
        }
        if (verbosity == INFO) {
            return "INFO";
        }
        return verbosity == WARN ? "WARN" : verbosity == 1 ? "ERROR" : "OFF";
    }
}
