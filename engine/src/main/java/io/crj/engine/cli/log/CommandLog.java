package io.crj.engine.cli.log;

import io.crj.engine.error.EngineException;
import io.crj.engine.task.TaskLog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * The log of one command. Lines look as people know them from CRIU:
 *
 * <pre>
 *   (00.012345) Warn  (ActionScripts): …     seconds since the begin, level unless it is a mere step, who says it
 *   (00.023456)     42: …                    what concerns one task
 * </pre>
 */
public final class CommandLog {

    private static final String PROVIDER = "slf4j.provider";
    private static final String PROVIDER_NOISE = "slf4j.internal.verbosity";

    private static final CommandLog SILENCE = new CommandLog(0, null, null, false);

    private static volatile CommandLog current = SILENCE;

    private final long begin = System.nanoTime();
    private final int verbosity;
    private final Path file;
    private final PrintStream out;
    private final boolean taskFiles;
    private final Map<String, PrintStream> tasks = new HashMap<>();

    private CommandLog(int verbosity, Path file, PrintStream out, boolean taskFiles) {
        this.verbosity = verbosity;
        this.file = file;
        this.out = out;
        this.taskFiles = taskFiles;
    }

    /** Makes loggers lead here; before this none may be made. Until {@link #begin} nothing is written. */
    public static void install() {
        // Starting a logging backend would cost more than everything else a short-lived command does.
        System.setProperty(PROVIDER, CommandLogProvider.class.getName());
        // Else it says on stderr which backend it takes.
        System.setProperty(PROVIDER_NOISE, "WARN");
    }

    /**
     * Begins.
     *
     * @param verbosity 0 nothing, 1 errors, 2 warnings, 3 steps, 4 everything
     * @param file {@code null} for stderr
     * @param taskFiles what concerns one task goes to a file of its own, {@code FILE.PID}
     */
    public static void begin(int verbosity, Path file, boolean taskFiles) {
        PrintStream out = file == null ? System.err : open(file);
        current = new CommandLog(verbosity, file, out, taskFiles && file != null);
    }

    /** What ended the command; to the log file, if there is one: on stderr it is said in any case. */
    public static void failed(String sentence) {
        if (current.file != null && takes(Level.ERROR)) {
            write(Level.ERROR, "crj", sentence, null);
        }
    }

    /** Ends: from now on nothing is written. */
    public static void end() {
        CommandLog ended = current;
        current = SILENCE;
        ended.close();
    }

    private synchronized void close() {
        if (file != null) {
            tasks.values().forEach(PrintStream::close);
            out.close();
        }
    }

    private static PrintStream open(Path file) {
        try {
            return new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EngineException("cannot write log file " + file + ": " + e, e);
        }
    }

    static boolean takes(Level level) {
        return verbosityOf(level) <= current.verbosity;
    }

    static void write(Level level, String logger, String text, Throwable error) {
        current.append(level, logger, text, error);
    }

    private synchronized void append(Level level, String logger, String text, Throwable error) {
        String task = MDC.get(TaskLog.KEY);
        PrintStream to = task != null && taskFiles ? tasks.computeIfAbsent(task, this::taskFile) : out;
        String pid = task == null || taskFiles ? "" : String.format("%6s: ", task);
        to.println(time() + pid + prefix(level, logger) + text);
        if (error != null) {
            error.printStackTrace(to);
        }
    }

    private PrintStream taskFile(String pid) {
        return open(file.resolveSibling(file.getFileName() + "." + pid));
    }

    private String time() {
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin);
        return String.format("(%02d.%06d) ", micros / 1_000_000, micros % 1_000_000);
    }

    private static String prefix(Level level, String logger) {
        if (verbosityOf(level) > verbosityOf(Level.WARN)) {
            return "";
        }
        String word = level.name().charAt(0) + level.name().substring(1).toLowerCase(Locale.ROOT);
        return String.format("%-5s (%s): ", word, logger.substring(logger.lastIndexOf('.') + 1));
    }

    private static int verbosityOf(Level level) {
        return switch (level) {
            case ERROR -> 1;
            case WARN -> 2;
            case INFO -> 3;
            case DEBUG, TRACE -> 4;
        };
    }
}
