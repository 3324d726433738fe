package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command writes besides images: logs, statistics, pid files; and the configuration it reads. */
class CommandFilesTest {

    @TempDir
    Path tmp;

    private Path image;
    private Path work;

    @BeforeEach
    void createWorkDirectory() throws IOException {
        image = tmp.resolve("image");
        work = Files.createDirectory(tmp.resolve("files"));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldKeepTheLogsOfTasksApart() throws Exception {
        try (Subject subject = Subject.compiled("threads", tmp)) {
            String pid = Integer.toString(subject.pid());
            Crj.run("dump", "-t", pid, "-D", image.toString(), "-W", work.toString(), "-o", "dump.log", "-v4");
            assertThat(names(work)).containsExactly("dump.log", "stats-dump");
            assertThat(work.resolve("dump.log")).content().contains("freeze");
            subject.awaitGone();

            Crj.run(
                    "restore",
                    "-d",
                    "-D",
                    image.toString(),
                    "-W",
                    work.toString(),
                    "-o",
                    "log",
                    "--log-pid",
                    "-v3",
                    "--pidfile",
                    "pid");
            assertThat(names(work)).contains("pid", "log", "stats-restore");
            assertThat(work.resolve("pid")).hasContent(pid);
            assertThat(work.resolve("log." + pid)).content().contains("restoring the process");
            for (Path task : tasks(subject.pid())) {
                assertThat(work.resolve("log." + task.getFileName()))
                        .content()
                        .contains("the thread will go on")
                        .doesNotContain(pid + ": ");
            }
            assertThat(names(image)).noneMatch(name -> name.startsWith("log") || name.startsWith("stats"));
            subject.assertUnharmed();
        }
    }

    private static List<Path> tasks(int pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            List<Path> all = tasks.toList();
            assertThat(all).hasSizeGreaterThan(1);
            return all;
        }
    }

    @Test
    void shouldPutThePidBeforeLinesOfOneFileAndLogAsMuchAsAskedFor() throws Exception {
        try (Subject subject = Subject.compiled("counter", tmp)) {
            String pid = Integer.toString(subject.pid());
            String quiet = Crj.run("dump", "-t", pid, "-D", image.toString(), "-v0");
            subject.awaitGone();
            String steps = Crj.run("restore", "-d", "-D", image.toString(), "-v");
            subject.assertUnharmed();

            assertThat(quiet).isEmpty();
            assertThat(steps).contains(String.format("%6s: restoring the process", pid));
        }
    }

    @Test
    void shouldTakeOptionsFromConfigurationFiles() throws Exception {
        Path config = Files.writeString(
                tmp.resolve("config"),
                "# for both commands\nleave-running\nlog-file of-config.log\nverbosity 3\npidfile p\n");
        try (Subject subject = Subject.compiled("counter", tmp)) {
            String[] line = {
                "dump", "-t", Integer.toString(subject.pid()), "-D", image.toString(), "-W", work.toString()
            };
            Crj.Result result = Crj.attempt(Map.of("CRIU_CONFIG_FILE", config.toString()), line);
            assertThat(result.code()).as(result.output()).isZero();
            assertThat(names(work)).containsExactly("of-config.log", "stats-dump");
            subject.assertUnharmed();
        }
    }

    @Test
    void shouldWriteStatisticsThatCritDecodesAndPrintThem() throws Exception {
        try (Subject subject = Subject.compiled("counter", tmp)) {
            String pid = Integer.toString(subject.pid());
            String dumped = Crj.run("dump", "-t", pid, "-D", image.toString(), "--display-stats");
            subject.awaitGone();
            String restored = Crj.run("restore", "-d", "-D", image.toString(), "--display-stats");
            subject.assertUnharmed();

            assertThat(dumped).containsPattern("frozen time: \\d+ us").containsPattern("pages written: [1-9]");
            assertThat(CriuPeer.show(image.resolve("stats-dump"))).contains("\"frozen_time\"", "\"pages_written\"");
            assertThat(restored).containsPattern("forking time: [1-9]\\d* us").containsPattern("pages restored: [1-9]");
            assertThat(CriuPeer.show(image.resolve("stats-restore")))
                    .contains("\"forking_time\"", "\"restore_time\"", "\"pages_restored\"");
        }
    }

    @Test
    void shouldSayTheModernFormOfLegacyOptions() throws Exception {
        try (Subject subject = Subject.compiled("counter", tmp)) {
            String pid = Integer.toString(subject.pid());
            assertThat(Crj.run("dump", "-R", "-t", pid, "-D", image.toString(), "--ext-unix-sk=12"))
                    .contains("Warn", "--ext-unix-sk is of old", "unix[12]")
                    .hasLineCount(1);
            subject.assertUnharmed();
        }
    }
}
