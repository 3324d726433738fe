package io.crj.engine.resource.regularfile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.GhostChunkEntry;
import io.crj.engine.image.proto.GhostFileEntry;
import io.crj.engine.image.proto.RemapFilePathEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.testing.OwnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GhostTest {

    private static final byte[] FAR = "far".getBytes(US_ASCII);
    private static final int FAR_OFFSET = 256 << 10;

    @TempDir
    private Path directory;

    private Fd make(Path path) {
        return FileCalls.open(path.toString(), Fcntl.O_RDWR | Fcntl.O_CREAT, 0640);
    }

    private Fd ghost(String name) throws Exception {
        Path path = directory.resolve(name);
        Fd fd = make(path);
        FileCalls.pwriteFully(fd, 0, "near".getBytes(US_ASCII));
        FileCalls.pwriteFully(fd, FAR_OFFSET, FAR);
        Files.delete(path);
        return fd;
    }

    @Test
    void shouldCarryTheContentsOfADeletedFile() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = ghost("ghost");
                Fd reader = FileCalls.reopen(original, Fcntl.O_RDONLY)) {
            FileCalls.changeOwner(original, 12, 34);
            OwnFiles.check(original);
            FileEntry[] entries = {files.dump(original), files.dump(reader)};
            Fd restored = files.restore(entries[0]);
            Fd restoredReader = files.restore(entries[1]);
            FileStat stat = FileCalls.stat(restored);
            assertThat(stat.links()).isZero();
            assertThat(stat.sizeBytes()).isEqualTo(FAR_OFFSET + FAR.length);
            assertThat(stat.mode()).isEqualTo(FileCalls.stat(original).mode());
            assertThat(List.of(stat.uid(), stat.gid())).containsExactly(12, 34);
            assertThat(FileCalls.stat(restoredReader).inode()).isEqualTo(stat.inode());
            assertThat(FileCalls.pread(restoredReader, FAR_OFFSET, 10)).isEqualTo(FAR);
            assertThat(FileCalls.pread(restoredReader, 0, 6)).isEqualTo("near\0\0".getBytes(US_ASCII));
            assertThat(OwnFiles.probe(restored).link()).isEqualTo(directory.resolve("ghost") + " (deleted)");
            assertThat(FileCalls.seekContent(restored, 4096, Fcntl.SEEK_DATA)).isEqualTo(FAR_OFFSET);
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void shouldNotTouchAFileThatHasTakenTheName() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = ghost("replaced")) {
            Path newcomer = Files.writeString(directory.resolve("replaced"), "new");
            Fd restored = files.restore(files.dump(original));
            assertThat(FileCalls.pread(restored, FAR_OFFSET, 10)).isEqualTo(FAR);
            assertThat(newcomer).hasContent("new");
            assertThat(directory).isDirectoryNotContaining(path -> !path.equals(newcomer));
        }
    }

    @Test
    void shouldDoWithoutTheDirectory() throws Exception {
        Path parent = Files.createDirectories(directory.resolve("a/b"));
        try (OwnFiles files = new OwnFiles();
                Fd original = make(parent.resolve("c"))) {
            Files.delete(parent.resolve("c"));
            FileEntry entry = files.dump(original);
            Files.delete(parent);
            Files.delete(parent.getParent());
            assertThat(OwnFiles.probe(files.restore(entry)).link()).isEqualTo(parent.resolve("c") + " (deleted)");
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void shouldCarryPerformanceDataOfJavaAndKeepItsName() throws Exception {
        Path data = Files.createDirectory(directory.resolve("hsperfdata_root")).resolve("4711");
        try (OwnFiles files = new OwnFiles();
                Fd original = make(data)) {
            FileCalls.pwriteFully(original, 0, FAR);
            assertThat(RegularFiles.need(NamedFile.of(OwnFiles.probe(original)), TreeOptions.DEFAULT))
                    .isEmpty();
            FileEntry entry = files.dump(original);
            Files.delete(data);
            Files.delete(data.getParent());
            Fd restored = files.restore(entry);
            assertThat(data).hasContent("far");
            assertThat(OwnFiles.probe(restored).link()).isEqualTo(data.toString());
        }
    }

    @Test
    void shouldReplaceStalePerformanceDataOfTheSamePid() throws Exception {
        Path data = Files.createDirectory(directory.resolve("hsperfdata_root")).resolve("4711");
        try (OwnFiles files = new OwnFiles();
                Fd original = make(data)) {
            FileCalls.pwriteFully(original, 8192, FAR);
            FileEntry entry = files.dump(original);
            Files.writeString(data, "stale".repeat(4000));
            files.restore(entry);
            assertThat(Files.readAllBytes(data))
                    .hasSize(8192 + FAR.length)
                    .startsWith(0, 0, 0)
                    .endsWith(FAR);
        }
    }

    @Test
    void shouldRefuseALargeFile() throws Exception {
        try (Fd original = ghost("large")) {
            FileCalls.pwriteFully(original, 0, new byte[(1 << 20) + 1]);
            assertThatThrownBy(() -> OwnFiles.check(original))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("up to 1048576 bytes; this one occupies ")
                    .hasMessageContaining("--ghost-limit ");
            OwnFiles.check(
                    original, TreeOptions.builder().ghostLimitBytes(2 << 20).build());
        }
    }

    @Test
    void shouldCountWhatALargeFileOccupies() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = ghost("sparse")) {
            long sizeBytes = 1L << 40;
            FileCalls.truncate(original, sizeBytes);
            OwnFiles.check(original);
            FileStat restored = FileCalls.stat(files.move(original));
            assertThat(restored.sizeBytes()).isEqualTo(sizeBytes);
            assertThat(restored.allocatedBytes())
                    .isEqualTo(FileCalls.stat(original).allocatedBytes());
        }
    }

    @Test
    void shouldReadAGhostThatIsOneRunOfBytes() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = ghost("plain")) {
            FileEntry entry = files.dump(original);
            GhostFileEntry head = GhostFileEntry.newBuilder()
                    .setUid(0)
                    .setGid(0)
                    .setMode(0100600)
                    .build();
            files.withImage(image(entry.getId(), ImageEntry.of(head), FAR));
            assertThat(FileCalls.pread(files.restore(entry), 0, 10)).isEqualTo(FAR);
        }
    }

    @Test
    void shouldRefuseImpossibleContents() throws Exception {
        GhostFileEntry head = GhostFileEntry.newBuilder()
                .setUid(0)
                .setGid(0)
                .setMode(0100600)
                .setChunks(true)
                .setSize(4)
                .build();
        refuse(head.toBuilder().setSize(-1).build(), 0);
        refuse(head.toBuilder().setMode(0140600).build(), 0);
        refuse(head.toBuilder().setMode(0020600).setRdev(1 << 8 | 1).build(), 0);
        refuse(head, 2);
        refuse(head, -1);
        refuse(head, Long.MAX_VALUE);
        assertThat(directory).isEmptyDirectory();
    }

    private void refuse(GhostFileEntry head, long offset) throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = ghost("hostile")) {
            FileEntry entry = files.dump(original);
            ImageBuilder image = new ImageBuilder();
            image.add(ImageKind.REMAP_FPATH, 0, remap(entry.getId()));
            image.add(ImageKind.GHOST_FILE, 1, head);
            GhostChunkEntry chunk = GhostChunkEntry.newBuilder()
                    .setLen(FAR.length)
                    .setOff(offset)
                    .build();
            image.add(ImageKind.GHOST_FILE, 1, chunk, FAR);
            files.withImage(ImageSet.of(image.files()));
            assertThatThrownBy(() -> files.restore(entry)).isInstanceOf(ImageFormatException.class);
        }
    }

    private static ImageSet image(int fileId, ImageEntry head, byte[] payload) {
        ImageBuilder image = new ImageBuilder();
        image.add(ImageKind.REMAP_FPATH, 0, remap(fileId));
        image.add(ImageKind.GHOST_FILE, 1, head.message(), payload);
        return ImageSet.of(image.files());
    }

    private static RemapFilePathEntry remap(int fileId) {
        return RemapFilePathEntry.newBuilder().setOrigId(fileId).setRemapId(1).build();
    }
}
