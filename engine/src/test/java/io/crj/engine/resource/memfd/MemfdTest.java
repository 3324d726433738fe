package io.crj.engine.resource.memfd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.MemfdInodeEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Memfd;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.testing.OwnFiles;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class MemfdTest {

    private static final byte[] WORDS = "kept".getBytes(US_ASCII);

    private static int seals(Fd fd) {
        return (int) FileCalls.fcntl(fd, Fcntl.F_GET_SEALS, 0);
    }

    private static MemfdObjects objects(OwnFiles files) {
        return MemfdObjects.of(files.restoring().image(), files.restoring());
    }

    /** What the memory part does: contents go from the dumped object to the restored one. */
    private static void moveContents(OwnFiles files, FileEntry entry) {
        DumpedMemfds.Memory dumped =
                DumpedMemfds.of(files.dumping()).all().iterator().next();
        byte[] bytes = FileCalls.pread(dumped.file(), 0, (int) dumped.sizeBytes());
        FileCalls.pwriteFully(objects(files).file(entry.getMemfd().getInodeId()), 0, bytes);
    }

    @Test
    void shouldCarryOffsetFlagsModeAndSeals() {
        try (OwnFiles files = new OwnFiles();
                Fd original = FileCalls.memfd("some file", Memfd.MFD_CLOEXEC | Memfd.MFD_ALLOW_SEALING)) {
            FileCalls.writeFully(original, WORDS);
            FileCalls.changeMode(original, 0604);
            FileCalls.fcntl(original, Fcntl.F_ADD_SEALS, Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_WRITE);
            OwnFiles.check(original);
            FileEntry entry = files.dump(original);
            Fd restored = files.restore(entry);
            moveContents(files, entry);
            objects(files).seal();
            files.resume();
            FileStat stat = FileCalls.stat(restored);
            assertThat(stat.mode()).isEqualTo(FileCalls.stat(original).mode());
            assertThat(stat.sizeBytes()).isEqualTo(WORDS.length);
            assertThat(OwnFiles.probe(restored).link()).isEqualTo("/memfd:some file (deleted)");
            assertThat(OwnFiles.probe(restored).info().position()).isEqualTo(WORDS.length);
            assertThat(OwnFiles.probe(restored).info().flags())
                    .isEqualTo(OwnFiles.probe(original).info().flags());
            assertThat(FileCalls.pread(restored, 0, 10)).isEqualTo(WORDS);
            assertThat(seals(restored)).isEqualTo(Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_WRITE);
            assertThatThrownBy(() -> FileCalls.pwriteFully(restored, 0, WORDS))
                    .isInstanceOfSatisfying(
                            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
        }
    }

    @Test
    void shouldShareOneFileBetweenItsDescriptors() {
        try (OwnFiles files = new OwnFiles();
                Fd writer = FileCalls.memfd("", 0);
                Fd reader = FileCalls.reopen(writer, Fcntl.O_RDONLY)) {
            FileEntry first = files.dump(writer);
            FileEntry second = files.dump(reader);
            assertThat(first.getMemfd().getInodeId())
                    .isEqualTo(second.getMemfd().getInodeId());
            Fd restoredWriter = files.restore(first);
            Fd restoredReader = files.restore(second);
            files.resume();
            FileCalls.writeFully(restoredWriter, WORDS);
            assertThat(FileCalls.pread(restoredReader, 0, 10)).isEqualTo(WORDS);
            assertThat(seals(restoredReader)).isEqualTo(Fcntl.F_SEAL_SEAL);
            assertThatThrownBy(() -> FileCalls.writeFully(restoredReader, WORDS))
                    .isInstanceOf(SyscallException.class);
        }
    }

    @Test
    void shouldRefuseImpossibleFiles() {
        refuse(inode -> inode.setSize(-1), "is 18446744073709551615 bytes long");
        refuse(inode -> inode.setInodeId(2), "memory file 1 is missing");
        refuse(inode -> inode.setInodeId(1L << 40), "impossible number");
        refuse(inode -> inode.setHugetlbFlag(1), "impossible flags");
    }

    private static void refuse(UnaryOperator<MemfdInodeEntry.Builder> damage, String why) {
        try (OwnFiles files = new OwnFiles();
                Fd original = FileCalls.memfd("x", 0)) {
            FileEntry entry = files.dump(original);
            MemfdInodeEntry inode = objects(files).inode(1);
            ImageBuilder image = new ImageBuilder();
            image.add(ImageKind.MEMFD_INODE, 0, damage.apply(inode.toBuilder()).build());
            try (OwnFiles other = new OwnFiles().withImage(ImageSet.of(image.files()))) {
                assertThatThrownBy(() -> other.restore(entry))
                        .isInstanceOf(ImageFormatException.class)
                        .hasMessageContaining(why);
            }
        }
    }
}
