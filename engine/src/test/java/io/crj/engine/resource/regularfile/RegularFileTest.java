package io.crj.engine.resource.regularfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.Syscalls;
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

    private static final int LOCK_EX = 2;

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
            refuse(files, entry, file -> file.setFlags(Fcntl.O_PATH));
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
                    .hasMessageContaining("--link-remap, which is not supported yet");
            Files.delete(other);
        }
    }

    @Test
    void shouldRefuseADeletedDirectory() throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        try (Fd original = FileCalls.open(gone.toString(), Fcntl.O_DIRECTORY, 0)) {
            Files.delete(gone);
            assertThatThrownBy(() -> OwnFiles.check(original))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("a deleted directory is not supported yet");
        }
    }

    @Test
    void shouldRefuseAFileLock() {
        try (Fd original = open(Fcntl.O_RDONLY)) {
            assertThat(Syscalls.get().call(SyscallNumber.FLOCK, original.number(), LOCK_EX, 0, 0, 0, 0))
                    .isZero();
            assertThatThrownBy(() -> OwnFiles.check(original))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("holds a file lock (1: FLOCK  ADVISORY  WRITE");
        }
    }
}
