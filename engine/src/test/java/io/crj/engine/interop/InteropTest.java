package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What crj dumps CRIU restores, and the other way round. */
class InteropTest {

    @TempDir
    Path tmp;

    private Path image;

    @BeforeEach
    void createImageDirectory() throws IOException {
        image = Files.createDirectory(tmp.resolve("image"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"counter", "threads"})
    void shouldWriteFilesThatCritDecodes(String victim) throws Exception {
        try (Subject subject = Subject.compiled(victim, tmp)) {
            Crj.run("dump", "-t", Integer.toString(subject.pid()), "-D", image.toString(), "-R");
            subject.assertUnharmed();
        }

        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (name.startsWith("pages-")) {
                assertThat(Files.size(file) % 4096).as(name).isZero();
            } else {
                assertThat(CriuPeer.show(file)).as(name).contains("\"magic\"", "\"entries\"");
                assertThat(Crj.run("show", file.toString())).as(name).contains("\"magic\"", "\"entries\"");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"counter", "threads"})
    void shouldDumpWhatCriuRestores(String victim) throws Exception {
        try (Subject subject = Subject.compiled(victim, tmp)) {
            Crj.run("dump", "-t", Integer.toString(subject.pid()), "-D", image.toString());
            subject.awaitGone();
            CriuPeer.restore(image);
            subject.assertUnharmed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"counter", "threads"})
    void shouldRestoreWhatCriuDumped(String victim) throws Exception {
        try (Subject subject = Subject.compiled(victim, tmp)) {
            CriuPeer.dump(subject.pid(), image);
            subject.awaitGone();
            Crj.run("restore", "-D", image.toString(), "-d");
            subject.assertUnharmed();
        }
    }

    @Test
    void shouldKeepSignalHandlersOnTheWayThereAndBack() throws Exception {
        try (Subject subject = Subject.compiled("counter", tmp)) {
            subject.signal("USR1");
            await().until(() -> subject.lastLine().split(" ")[1].equals("1"));
            Crj.run("dump", "-t", Integer.toString(subject.pid()), "-D", image.toString());
            subject.awaitGone();
            CriuPeer.restore(image);
            subject.signal("USR1");
            await().until(() -> subject.lastLine().split(" ")[1].equals("2"));
            Path second = Files.createDirectory(tmp.resolve("second"));
            CriuPeer.dump(subject.pid(), second);
            subject.awaitGone();
            Crj.run("restore", "-D", second.toString(), "-d");
            subject.signal("USR1");
            subject.signal("PIPE");
            await().until(() -> subject.lastLine().split(" ")[1].equals("3"));
            subject.assertUnharmed();
        }
    }

    @Test
    void shouldLetCriuRestoreAnIncrement() throws Exception {
        Path first = Files.createDirectory(tmp.resolve("first"));
        try (Subject subject = Subject.compiled("counter", tmp)) {
            String pid = Integer.toString(subject.pid());
            Crj.run("pre-dump", "-t", pid, "-D", first.toString());
            subject.assertUnharmed();
            Crj.run("dump", "-t", pid, "-D", image.toString(), "--prev-images-dir", "../first");
            assertThat(Files.size(image.resolve("pages-1.img")))
                    .isLessThan(Files.size(first.resolve("pages-1.img")) / 2);
            subject.awaitGone();
            CriuPeer.restore(image);
            subject.assertUnharmed();
        }
    }

    @Test
    void shouldTakeRedisFromCriuAndGiveItBack() throws Exception {
        try (RedisSubject redis = RedisSubject.start(tmp)) {
            redis.fill(10_000);
            CriuPeer.dump(redis.pid(), image);
            redis.awaitGone();
            Crj.run("restore", "-D", image.toString(), "-d");
            redis.assertFilled(10_000);

            Path second = Files.createDirectory(tmp.resolve("second"));
            Crj.run("dump", "-t", Integer.toString(redis.pid()), "-D", second.toString());
            redis.awaitGone();
            CriuPeer.restore(second);
            redis.assertFilled(10_000);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(image)) {
            List<Path> all = files.toList();
            assertThat(all)
                    .extracting(file -> file.getFileName().toString())
                    .contains("inventory.img", "pstree.img", "files.img", "seccomp.img", "stats-dump");
            return all;
        }
    }
}
