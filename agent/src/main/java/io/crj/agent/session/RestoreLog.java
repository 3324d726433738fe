package io.crj.agent.session;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.crj.engine.error.EngineException;
import io.crj.engine.task.TaskLog;
import io.crj.wire.message.MigrationOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** What is logged about one restore, in files of its own: one, or one more for each task. */
final class RestoreLog implements AutoCloseable {

    /** Of a migration that asks for none. */
    static final RestoreLog NONE = new RestoreLog("", null);

    private final String directory;
    private final TaskFiles files;

    private RestoreLog(String directory, TaskFiles files) {
        this.directory = directory;
        this.files = files;
    }

    /**
     * Begins, when the options ask for it.
     *
     * @param logs gets a folder with the migration's name
     */
    static RestoreLog begin(Path logs, String migrationId, MigrationOptions options) {
        if (options.getLogFile().isEmpty()) {
            return NONE;
        }
        Path directory = logs.resolve(migrationId);
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new EngineException("--log-file: cannot make the folder " + directory + ": " + e, e);
        }
        TaskFiles files = new TaskFiles(migrationId, directory.resolve(options.getLogFile()), options.getLogPid());
        files.start();
        return new RestoreLog(directory.toString(), files);
    }

    /** Where the files are; empty when there are none. */
    String directory() {
        return directory;
    }

    @Override
    public void close() {
        if (files != null) {
            files.stop();
        }
    }

    /** Takes what this migration's threads log. */
    private static final class TaskFiles extends AppenderBase<ILoggingEvent> {

        private final String migrationId;
        private final Path file;
        private final boolean perTask;
        private final PatternLayout layout = new PatternLayout();
        private final Map<String, PrintStream> open = new HashMap<>();

        TaskFiles(String migrationId, Path file, boolean perTask) {
            this.migrationId = migrationId;
            this.file = file;
            this.perTask = perTask;
        }

        @Override
        public void start() {
            LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
            setContext(loggers);
            layout.setContext(loggers);
            layout.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0}: " + (perTask ? "" : "%X{task:- } ") + "%msg%n");
            layout.start();
            out("");
            super.start();
            loggers.getLogger("io.crj").addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            Map<String, String> about = event.getMDCPropertyMap();
            if (migrationId.equals(about.get(Session.MIGRATION))) {
                String task = perTask ? about.getOrDefault(TaskLog.KEY, "") : "";
                out(task).print(layout.doLayout(event));
            }
        }

        private PrintStream out(String task) {
            return open.computeIfAbsent(task, name -> {
                Path path = name.isEmpty() ? file : file.resolveSibling(file.getFileName() + "." + name);
                try {
                    return new PrintStream(Files.newOutputStream(path), true, StandardCharsets.UTF_8);
                } catch (IOException e) {
                    throw new EngineException("cannot write the log file " + path + ": " + e, e);
                }
            });
        }

        @Override
        public void stop() {
            ((LoggerContext) getContext()).getLogger("io.crj").detachAppender(this);
            super.stop();
            synchronized (this) {
                open.values().forEach(PrintStream::close);
            }
        }
    }
}
