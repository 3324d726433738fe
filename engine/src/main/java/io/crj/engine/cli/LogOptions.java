package io.crj.engine.cli;

import io.crj.engine.cli.log.CommandLog;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command logs to, and how much; meanings are CRIU's. */
final class LogOptions {

    private static final int DEBUG = 4;
    private static final int WARN = 2;

    /** Scripts written for CRIU say {@code -verbosity=0} as well, which is -v with the rest of that word as its level. */
    private static final Pattern LEVEL = Pattern.compile("(erbosity=)?[0-9]");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-o", "--log-file"},
            paramLabel = "FILE",
            description = "log file, relative to the work directory; without it the log goes to stderr")
    private Path file;

    private int verbosity = WARN;

    @Option(
            names = {"-v", "--verbosity"},
            paramLabel = "0-4",
            arity = "0..1",
            fallbackValue = "",
            description = "0 silent, 1 errors, 2 warnings (default), 3 (plain -v) steps, 4 (-vv) everything")
    private void raise(String level) {
        if (level.chars().allMatch(c -> c == 'v')) {
            verbosity += 1 + level.length();
        } else if (LEVEL.matcher(level).matches()) {
            verbosity = level.charAt(level.length() - 1) - '0';
        } else {
            throw new ParameterException(
                    spec.commandLine(), "'" + level + "' is no verbosity; it goes from 0 to " + DEBUG);
        }
    }

    /** Begins logging; before this no logger may be used. */
    void begin(Path work, boolean taskFiles) {
        CommandLog.begin(verbosity, file == null ? null : work.resolve(file), taskFiles);
    }

    /** Whether errors come with their stack traces. */
    boolean isDebug() {
        return verbosity >= DEBUG;
    }
}
