package io.crj.engine.cli;

import io.crj.engine.journal.FileJournal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cleans up after a command that is told to end, by ctrl-C or SIGTERM: a process of its own does so once the command is gone,
 * for nobody else knows how far it was.
 */
final class Successor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Successor.class);

    private final Thread hook;

    /** Waits for such an end until it is closed. */
    Successor(FileJournal journal) {
        hook = new Thread(
                () -> {
                    if (journal.hasNotes()) {
                        start();
                    }
                },
                "crj-successor");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void start() {
        List<String> command = javaCommand();
        command.addAll(List.of(
                "janitor", "--after", Long.toString(ProcessHandle.current().pid())));
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.warn("nobody cleans up after this command before the next one, or crj janitor: {}", e.getMessage());
        }
    }

    /** The words that start crj as this process was started; its arguments are to follow. */
    static List<String> javaCommand() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CrjMain.class.getName()));
        return command;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("it has begun already");
        }
    }
}
