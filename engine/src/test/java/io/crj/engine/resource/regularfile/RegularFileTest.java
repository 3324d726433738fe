package io.crj.engine.resource.regularfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.testing.OwnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegularFileTest {

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void makeFile() throws Exception {
        path = Files.writeString(directory.resolve("a file (deleted)"), "0123456789");
    }

    private Fd open(int flags) {
        return FileCalls.open(path.toString(), flags, 0);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Fcntl.O_RDONLY,
                Fcntl.O_RDWR | Fcntl.O_NONBLOCK,
                Fcntl.O_WRONLY | Fcntl.O_APPEND | Fcntl.O_CLOEXEC,
                Fcntl.O_RDONLY | Fcntl.O_NOATIME | Fcntl.O_NOFOLLOW
            })
    void shouldCarryOffsetAndFlags(int flags) {
        try (OwnFiles files = new OwnFiles();
                Fd original = open(flags)) {
            FileCalls.seek(original, 4);
            OwnFiles.check(original);
            Fd restored = files.move(original);
            assertThat(OwnFiles.probe(restored).link()).isEqualTo(path.toString());
            assertThat(OwnFiles.probe(restored).info().position()).isEqualTo(4);
            assertThat(OwnFiles.probe(restored).info().flags() | Fcntl.O_CLOEXEC)
                    .isEqualTo(OwnFiles.probe(original).info().flags() | Fcntl.O_CLOEXEC);
        }
    }

    @ParameterizedTest
    @CsvSource({"/dev/null,2", "/dev/zero,0", "/dev/full,1", "/dev/random,0", "/dev/urandom,0", "/,0200000"})
    void shouldCarryDevicesAndDirectories(String name, String flags) {
        try (OwnFiles files = new OwnFiles();
                Fd original = FileCalls.open(name, Integer.decode(flags), 0)) {
            OwnFiles.check(original);
            FileEntry entry = files.dump(original);
            assertThat(entry.getReg().hasSize()).isFalse();
            Fd restored = files.restore(entry);
            assertThat(OwnFiles.probe(restored).link()).isEqualTo(name);
            assertThat(FileCalls.stat(restored).rdev())
                    .isEqualTo(FileCalls.stat(original).rdev());
        }
    }

    @Test
    void shouldLetAFileThatIsWrittenGrow() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = open(Fcntl.O_RDWR)) {
            FileEntry entry = files.dump(original);
            Files.writeString(path, "longer than it was");
            files.restore(entry);
        }
    }

    @Test
    void shouldRefuseAFileOfAnotherSizeTypeOrNone() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = open(Fcntl.O_RDONLY)) {
            FileEntry entry = files.dump(original);
            Files.writeString(path, "short");
            assertThatThrownBy(() -> files.restore(entry))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("file " + path)
                    .hasMessageContaining("is 5 bytes long here, but the image expects 10 bytes");
            Files.delete(path);
            assertThatThrownBy(() -> files.restore(entry)).hasMessageContaining("ENOENT");
            // Opening it would wait for a writer.
            new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
            assertThatThrownBy(() -> files.restore(entry))
                    .hasMessageContaining("is of type 010000 here, but the image expects of type 0100000");
        }
    }

    @Test
    void shouldRefuseFlagsThatWouldHarmTheFileAndImpossibleEntries() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = open(Fcntl.O_RDWR)) {
            FileEntry entry = files.dump(original);
            refuse(files, entry, file -> file.setFlags(Fcntl.O_RDWR | Fcntl.O_TRUNC));
            refuse(files, entry, file -> file.setFlags(Fcntl.O_RDWR | Fcntl.O_CREAT));
            refuse(files, entry, file -> file.setFlags(Fcntl.O_PATH | Fcntl.O_TRUNC));
            refuse(files, entry, file -> file.setPos(-1));
            refuse(files, entry, file -> file.setName("relative"));
            refuse(files, entry, file -> file.setName("/with\0zero"));
            refuse(files, entry, file -> file.setId(77));
            assertThat(path).hasContent("0123456789");
        }
    }

    private static void refuse(OwnFiles files, FileEntry entry, Consumer<RegFileEntry.Builder> damage) {
        FileEntry.Builder damaged = entry.toBuilder();
        damage.accept(damaged.getRegBuilder());
        assertThatThrownBy(() -> files.restore(damaged.build())).isInstanceOf(ImageFormatException.class);
    }

    @Test
    void shouldRefuseAFileThatWasReplacedOrHasOtherNames() throws Exception {
        path = Files.writeString(directory.resolve("plain"), "x");
        try (Fd original = open(Fcntl.O_RDONLY)) {
            Path other = Files.createLink(directory.resolve("other"), path);
            Files.delete(path);
            assertThatThrownBy(() -> OwnFiles.check(original))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("it has 1 more (hard links); --link-remap gives it a temporary name");
            Files.delete(other);
        }
    }

    @Test
    void shouldRefuseAFileThatLostWhatWasWritten() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = open(Fcntl.O_RDWR)) {
            FileEntry entry = files.dump(original);
            Files.writeString(path, "short");
            assertThatThrownBy(() -> files.restore(entry))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("is 5 bytes long here, but the image expects 10 bytes");
        }
    }

    @Test
    void shouldCarryADeletedDirectory() throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        try (OwnFiles files = new OwnFiles();
                Fd original = FileCalls.open(gone.toString(), Fcntl.O_DIRECTORY, 0)) {
            Files.delete(gone);
            OwnFiles.check(original);
            Fd restored = files.move(original);
            assertThat(OwnFiles.probe(restored).link()).isEqualTo(gone + " (deleted)");
            assertThat(FileCalls.stat(restored).isDirectory()).isTrue();
            assertThat(FileCalls.stat(restored).inode())
                    .isNotEqualTo(FileCalls.stat(original).inode());
            assertThat(directory).isDirectoryNotContaining(file -> !file.equals(path));
        }
    }

    /** A file, a directory, a symbolic link itself, a device that cannot be carried otherwise. */
    @ParameterizedTest
    @CsvSource({"file,0", "folder,0200000", "link,0400000", "fifo,0"})
    void shouldCarryWhatIsOpenForItsPlaceOnly(String name, String flags) throws Exception {
        Files.writeString(directory.resolve("file"), "contents");
        Files.createDirectory(directory.resolve("folder"));
        Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
        PathCalls.makeNode(directory.resolve("fifo").toString(), Stat.S_IFIFO | 0600, 0);
        String place = directory.resolve(name).toString();
        try (OwnFiles files = new OwnFiles();
                Fd original = FileCalls.open(place, Fcntl.O_PATH | Integer.decode(flags), 0)) {
            OwnFiles.check(original);
            Fd restored = files.move(original);
            assertThat(OwnFiles.probe(restored).link()).isEqualTo(place);
            assertThat(OwnFiles.probe(restored).info().flags() | Fcntl.O_CLOEXEC)
                    .isEqualTo(OwnFiles.probe(original).info().flags() | Fcntl.O_CLOEXEC);
            assertThat(FileCalls.stat(restored).isSame(FileCalls.stat(original)))
                    .isTrue();
        }
    }

    @Test
    void shouldRefuseAFileThatIsMountedOver() {
        FileStat another = new FileStat(9, 9, Stat.S_IFREG | 0600, 1, 0, 0, 0, 10, 4096);
        NamedFile covered =
                new NamedFile(OwnFiles.PID, "fd 700", directory.toString(), another, 0, 0, "/proc/self/fd/700");
        assertThatThrownBy(() -> RegularFiles.check(covered, TreeOptions.DEFAULT))
                .isInstanceOf(UnsupportedResourceException.class)
                .hasMessageContaining("fd 700 (" + directory + ")")
                .hasMessageContaining("the name now leads to another file");
    }
}
