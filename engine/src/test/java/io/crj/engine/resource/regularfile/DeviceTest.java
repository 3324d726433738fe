package io.crj.engine.resource.regularfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.testing.OwnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceTest {

    private static final TreeOptions EVASIVE =
            TreeOptions.builder().evasiveDevices(true).build();
    private static final long ZERO = 1 << 8 | 5;
    private static final long FULL = 1 << 8 | 7;

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void makeDevice() {
        path = directory.resolve("device");
        make(path, ZERO);
    }

    private static void make(Path path, long rdev) {
        PathCalls.makeNode(path.toString(), Stat.S_IFCHR | 0666, rdev);
    }

    private Fd open() {
        return FileCalls.open(path.toString(), Fcntl.O_RDWR, 0);
    }

    private void replace(long rdev) throws Exception {
        Files.delete(path);
        make(path, rdev);
    }

    @Test
    void shouldTakeAnyNameOfAnUnlinkedDevice() throws Exception {
        try (OwnFiles files = new OwnFiles().with(EVASIVE);
                Fd original = open()) {
            Files.delete(path);
            OwnFiles.check(original, EVASIVE);
            Fd restored = files.move(original);
            assertThat(FileCalls.stat(restored).rdev()).isEqualTo(ZERO);
            assertThat(OwnFiles.probe(restored).link()).isEqualTo("/dev/zero");
        }
    }

    @Test
    void shouldTakeTheSameNameWhenAnotherFileOfTheDeviceHasIt() throws Exception {
        try (OwnFiles files = new OwnFiles().with(EVASIVE);
                Fd original = open()) {
            replace(ZERO);
            FileEntry entry = files.dump(original);
            assertThat(entry.getReg().getName()).isEqualTo(path.toString());
            assertThat(FileCalls.stat(files.restore(entry)).rdev()).isEqualTo(ZERO);
        }
    }

    @Test
    void shouldTakeAnotherNameWhenAnotherDeviceHasIt() throws Exception {
        try (OwnFiles files = new OwnFiles().with(EVASIVE);
                Fd original = open()) {
            replace(FULL);
            assertThat(files.dump(original).getReg().getName()).isEqualTo("/dev/zero");
        }
    }

    @ParameterizedTest
    @CsvSource({"/dev/zero,true", "/dev/full,false"})
    void shouldFindADeviceThatIsMountedOver(String cover, boolean sameDevice) throws Exception {
        try (OwnFiles files = new OwnFiles().with(EVASIVE);
                Fd original = open()) {
            run("mount", "--bind", cover, path.toString());
            try {
                refuse(original, TreeOptions.DEFAULT, "--evasive-devices");
                FileEntry entry = files.dump(original);
                assertThat(entry.getReg().getName()).isEqualTo(sameDevice ? path.toString() : "/dev/zero");
                assertThat(FileCalls.stat(files.restore(entry)).rdev()).isEqualTo(ZERO);
            } finally {
                run("umount", "--lazy", path.toString());
            }
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void shouldRefuseAnInaccessibleDeviceWithoutTheOption() throws Exception {
        try (Fd original = open()) {
            replace(ZERO);
            refuse(original, TreeOptions.DEFAULT, "--evasive-devices lets another name of character device 1:5");
            Files.delete(path);
            refuse(original, TreeOptions.DEFAULT, "--evasive-devices");
        }
    }

    @Test
    void shouldRefuseWhatIsADifferentDeviceOnTheOtherHost() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = open()) {
            FileEntry entry = files.dump(original);
            replace(FULL);
            assertThatThrownBy(() -> files.restore(entry))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("is character device 1:7 here, but the image expects device 1:5");
        }
    }

    /** mem, kmsg, a file system in user space, a disk, a loop device. */
    @ParameterizedTest
    @CsvSource({
        "/dev/mem,020600,1,1",
        "/dev/kmsg,020600,1,11",
        "/dev/fuse,020600,10,229",
        "/dev/vda,060600,254,0",
        "/dev/loop0,060600,7,0"
    })
    void shouldRefuseDevicesThatKnowSomethingOfThisHost(String name, String mode, int major, int minor) {
        FileStat stat = new FileStat(5, 5, Integer.decode(mode), 1, 0, 0, (long) major << 8 | minor, 0, 0);
        FdProbe probe = new FdProbe(OwnFiles.PID, 700, name, stat, new FdInfo(0, 0, 0, 5, List.of()));
        assertThatThrownBy(() -> OwnFiles.check(probe, Set.of(OwnFiles.PID)))
                .isInstanceOf(UnsupportedResourceException.class)
                .hasMessageContaining("fd 700 (" + name + ")")
                .hasMessageContaining(" device " + major + ":" + minor + " belongs to this host");
    }

    private static void refuse(Fd fd, TreeOptions options, String why) {
        assertThatThrownBy(() -> OwnFiles.check(fd, options))
                .isInstanceOf(UnsupportedResourceException.class)
                .hasMessageContaining("fd " + fd.number())
                .hasMessageContaining(why);
    }
}
