package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One sentence, an exit code, and nothing is changed. */
class WrongUseTest {

    @TempDir
    Path tmp;

    private Path image;

    @BeforeEach
    void nameImageDirectory() {
        image = tmp.resolve("image");
    }

    private static void assertRefused(String sentence, String... line) throws Exception {
        Crj.Result result = Crj.attempt(Map.of(), line);
        assertThat(result.code()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).startsWith("crj: ").contains(sentence).hasLineCount(1);
    }

    @Test
    void shouldRefuseDirectoriesThatCannotTakeAnImage() throws Exception {
        try (Subject subject = Subject.compiled("counter", tmp)) {
            String pid = Integer.toString(subject.pid());
            assertRefused("cannot use image directory", "dump", "-t", pid, "-D", tmp + "/missing/image");
            assertRefused("cannot use image directory", "dump", "-t", pid, "-D", tmp + "/lines");
            Path used = Files.createDirectory(tmp.resolve("used"));
            Files.writeString(used.resolve("core-1.img"), "of another");
            assertRefused("already holds core-1.img", "dump", "-t", pid, "-D", used.toString());
            assertThat(used).isDirectoryContaining(file -> file.endsWith("core-1.img"));
            assertRefused(
                    "cannot read image directory",
                    "dump",
                    "-t",
                    pid,
                    "-D",
                    image.toString(),
                    "--prev-images-dir",
                    "../no");
            assertRefused("work directory", "dump", "-t", pid, "-D", image.toString(), "-W", tmp + "/missing");
            assertRefused("no process", "dump", "-t", "2147483647", "-D", image.toString());
            assertThat(image).doesNotExist();
            subject.assertUnharmed();
        }
    }

    @Test
    void shouldRefuseReadOnlyDirectoriesAndLetTheTreeRunOnWhenOneIsFull() throws Exception {
        Path small = Files.createDirectory(tmp.resolve("small"));
        try (Subject subject = Subject.compiled("counter", tmp)) {
            String pid = Integer.toString(subject.pid());
            mount("-t", "tmpfs", "-o", "size=128k", "crj-test", small.toString());
            try {
                assertRefused("No space left on device", "dump", "-t", pid, "-D", small.toString());
                assertThat(small).isEmptyDirectory();
                subject.assertUnharmed();
                mount("-o", "remount,ro", small.toString());
                assertRefused("cannot be written to", "dump", "-t", pid, "-D", small.toString());
            } finally {
                assertThat(new ProcessBuilder("umount", small.toString())
                                .start()
                                .waitFor())
                        .isZero();
            }
            subject.assertUnharmed();
        }
    }

    private static void mount(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("mount");
        builder.command().addAll(java.util.List.of(arguments));
        assertThat(builder.inheritIO().start().waitFor()).isZero();
    }

    @Test
    void shouldRefuseDamagedImages() throws Exception {
        try (Subject subject = Subject.compiled("counter", tmp)) {
            Crj.run("dump", "-t", Integer.toString(subject.pid()), "-D", image.toString());
            subject.awaitGone();
            assertRefused("does not exist", "restore", "-d", "-D", tmp + "/missing");
            assertDamageFound("core-" + subject.pid() + ".img");
            assertDamageFound("pstree.img");
            assertDamageFound("files.img");
            assertDamageFound("pages-1.img");
            assertDamageFound("inventory.img");
            Files.delete(copy(image).resolve("inventory.img"));
            assertRefused("inventory.img", "restore", "-d", "-D", tmp + "/copy");
            assertThat(subject.isThere()).isFalse();

            Crj.run("restore", "-d", "-D", image.toString());
            subject.assertUnharmed();
        }
    }

    /** A file that lost its last bytes is found, and named. */
    private void assertDamageFound(String name) throws Exception {
        Path file = copy(image).resolve(name);
        byte[] content = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(content, content.length - 3));
        assertRefused(name, "restore", "-d", "-D", file.getParent().toString());
    }

    private Path copy(Path directory) throws IOException {
        Path copy = tmp.resolve("copy");
        Files.createDirectories(copy);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.write(copy.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return copy;
    }

    @Test
    void shouldFindAnOptionThatIsMissingOnOneSide() throws Exception {
        try (Victim victim = Victim.start("tcp_server", tmp)) {
            assertRefused("--tcp-established", "dump", "-t", victim.pid(), "-D", image.toString());
            victim.assertUnharmed();
            Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "--tcp-established");
            victim.awaitGone();
            assertRefused("use --tcp-established", "restore", "-d", "-D", image.toString());
            Crj.run("restore", "-d", "-D", image.toString(), "--tcp-established");
            victim.assertUnharmed();
        }
    }
}
