package io.crj.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.EngineException;
import io.crj.engine.task.TaskLog;
import io.crj.engine.trace.TracerThread;
import io.crj.wire.message.MigrationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class RestoreLogTest {

    private static final Logger ENGINE = LoggerFactory.getLogger("io.crj.engine.Anything");

    @TempDir
    private Path logs;

    @AfterEach
    void clear() {
        MDC.clear();
    }

    private static MigrationOptions options(boolean perTask) {
        return MigrationOptions.newBuilder()
                .setLogFile("restore.log")
                .setLogPid(perTask)
                .build();
    }

    /** As a session does it: the engine's own thread logs for its caller. */
    private static void logAbout(String migration) {
        MDC.put(Session.MIGRATION, migration);
        ENGINE.info("all of {}", migration);
        try (TracerThread tracer = new TracerThread("test")) {
            tracer.run(() -> {
                try (TaskLog task = TaskLog.of(42)) {
                    task.step("timers of " + migration);
                }
            });
        }
    }

    @Test
    void shouldKeepMigrationsAndTasksApart() {
        try (RestoreLog one = RestoreLog.begin(logs, "m1", options(true));
                RestoreLog two = RestoreLog.begin(logs, "m2", options(false))) {
            assertThat(one.directory()).isEqualTo(logs.resolve("m1").toString());
            logAbout("m1");
            logAbout("m2");
            logAbout("m3");
        }
        logAbout("m1");

        assertThat(logs.resolve("m1/restore.log"))
                .content()
                .contains("all of m1")
                .hasLineCount(1);
        assertThat(logs.resolve("m1/restore.log.42"))
                .content()
                .contains("timers of m1")
                .hasLineCount(1);
        assertThat(logs.resolve("m2/restore.log")).content().contains("all of m2", "42 timers of m2");
        assertThat(logs.resolve("m2/restore.log.42")).doesNotExist();
        assertThat(logs.resolve("m3")).doesNotExist();
    }

    @Test
    void shouldWriteNothingUnlessAsked() {
        try (RestoreLog none = RestoreLog.begin(logs, "m1", MigrationOptions.getDefaultInstance())) {
            assertThat(none.directory()).isEmpty();
            logAbout("m1");
        }
        assertThat(logs).isEmptyDirectory();
    }

    @Test
    void shouldSayThatThereIsNoPlaceForIt() throws IOException {
        Path file = Files.writeString(logs.resolve("file"), "");
        assertThatThrownBy(() -> RestoreLog.begin(file, "m1", options(false)))
                .isInstanceOf(EngineException.class)
                .hasMessageContainingAll("--log-file", file.toString());
    }
}
