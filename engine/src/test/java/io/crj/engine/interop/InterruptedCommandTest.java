package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.engine.journal.Janitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A crj command that is told to end in the middle of its work. */
class InterruptedCommandTest {

    private static final int PATIENCE_SECONDS = 20;

    @TempDir
    Path tmp;

    private Path scriptAt(String action, String signal) throws Exception {
        Path script = Files.writeString(
                tmp.resolve("script"),
                "#!/bin/sh\n[ $CRTOOLS_SCRIPT_ACTION != " + action + " ] || { kill -" + signal
                        + " $PPID; sleep 5; }\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void shouldLetTheTreeRunOnByItself(String signal) throws Exception {
        try (Victim victim = Victim.start("tcp_server", tmp)) {
            Path image = Files.createDirectory(tmp.resolve("image"));
            Crj.Result result = Crj.attempt(
                    Map.of(),
                    "dump",
                    "-t",
                    victim.pid(),
                    "-D",
                    image.toString(),
                    "--tcp-established",
                    "--action-script",
                    scriptAt("post-dump", signal).toString());
            assertThat(result.code()).isNotZero();
            victim.assertUnharmed();
            await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(journalOf(victim)).isFalse());
        }
    }

    /** Whether somebody keeps notes about it. */
    private static boolean journalOf(Victim victim) throws Exception {
        Path directory = Janitor.OF_THIS_HOST;
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (Files.readString(file).contains("=" + victim.pid() + "+")) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void shouldTakeAHalfRestoredTreeAway() throws Exception {
        try (Victim victim = Victim.start("family", tmp)) {
            Path image = Files.createDirectory(tmp.resolve("image"));
            Crj.run("dump", "-t", victim.pid(), "-D", image.toString());
            victim.awaitGone();
            Crj.Result result = Crj.attempt(
                    Map.of(),
                    "restore",
                    "-D",
                    image.toString(),
                    "-d",
                    "--action-script",
                    scriptAt("post-restore", "TERM").toString());
            assertThat(result.code()).isNotZero();
            victim.awaitGone();
            Crj.run("restore", "-D", image.toString(), "-d");
            victim.assertUnharmed();
        }
    }
}
