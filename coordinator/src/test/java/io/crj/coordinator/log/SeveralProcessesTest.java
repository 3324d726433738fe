package io.crj.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.coordinator.migration.Decision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file log with other processes at the same migrations. */
@Timeout(120)
class SeveralProcessesTest {

    private static final int MIGRATIONS = 60;

    @TempDir
    private Path folder;

    private Process other;

    @AfterEach
    void end() throws InterruptedException {
        if (other != null) {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldLetOnlyOneDecideAndBothAgree() throws Exception {
        FileMigrationLog log = new FileMigrationLog(folder);
        for (int i = 0; i < MIGRATIONS; i++) {
            log.begin(Samples.begun("m-" + i)).close();
        }

        other = start(List.of(), DecidingProcess.class, folder.toString(), "ABORT", Integer.toString(MIGRATIONS));
        // From the other end, so that both come first somewhere.
        String[] mine = new String[MIGRATIONS];
        for (int i = MIGRATIONS - 1; i >= 0; i--) {
            mine[i] = "m-" + i + " " + log.decide("m-" + i, Decision.COMMIT);
        }
        List<String> theirs = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(theirs).containsExactly(mine);
    }

    @Test
    void shouldSeeAnOwnerLiveAndDie() throws Exception {
        FileMigrationLog log = new FileMigrationLog(folder);
        other = start(List.of(), OwningProcess.class, folder.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> log.find("m-1").isPresent());
        LoggedMigration found = log.find("m-1").orElseThrow();

        assertThat(log.isLed(found)).isTrue();
        assertThat(found.owner().pid()).isEqualTo(other.pid());
        assertThat(found.owner().isGone()).isFalse();
        assertThat(log.takeOver("m-1", true)).isEmpty();

        other.destroyForcibly().waitFor();

        assertThat(log.isLed(found)).isFalse();
        assertThat(found.owner().isGone()).isTrue();
        try (OwnedMigration owned = log.takeOver("m-1", false).orElseThrow()) {
            assertThat(owned.decide(Decision.ABORT)).isEqualTo(Decision.ABORT);
        }
    }

    @Test
    void shouldTakeBackWhatAFullDiskCutOff() throws Exception {
        FileMigrationLog log = new FileMigrationLog(folder);
        log.begin(Samples.begun("m-0")).close();
        Path file = folder.resolve("m-0.log");
        byte[] before = Files.readAllBytes(file);

        // A limit on the size of files cuts the record off in its middle, as a full disk does.
        String limit = "--fsize=" + (before.length + 100);
        other = start(List.of("prlimit", limit), DecidingProcess.class, folder.toString(), "COMMIT", "1");

        assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("m-0 nothing\n");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(log.decide("m-0", Decision.ABORT)).isEqualTo(Decision.ABORT);
    }

    private static Process start(List<String> wrapper, Class<?> program, String... arguments) throws IOException {
        List<String> command = Stream.of(
                        wrapper.stream(),
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx64m",
                                "-XX:-UsePerfData",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()),
                        Stream.of(arguments))
                .flatMap(each -> each)
                .toList();
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
