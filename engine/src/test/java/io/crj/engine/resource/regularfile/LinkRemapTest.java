package io.crj.engine.resource.regularfile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.RemapFilePathEntry;
import io.crj.engine.image.proto.RemapType;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.testing.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkRemapTest {

    private static final TreeOptions LINK_REMAP =
            TreeOptions.builder().linkRemap(true).build();

    @TempDir
    private Path directory;

    private Path other;

    /** Open under a name that is gone, and linked as {@code other}. */
    private Fd unnamed() throws IOException {
        Path path = Files.writeString(directory.resolve("name"), "contents");
        other = Files.createLink(directory.resolve("other"), path);
        Fd fd = FileCalls.open(path.toString(), Fcntl.O_RDWR, 0);
        Files.delete(path);
        return fd;
    }

    private List<Path> links() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("link_remap."))
                    .toList();
        }
    }

    @Test
    void shouldGiveAFileATemporaryNameAndRemoveItInTheEnd() throws Exception {
        try (OwnFiles files = new OwnFiles().with(LINK_REMAP);
                Fd original = unnamed();
                Fd reader = FileCalls.reopen(original, Fcntl.O_RDONLY)) {
            OwnFiles.check(original, LINK_REMAP);
            FileEntry[] entries = {files.dump(original), files.dump(reader)};
            assertThat(links()).hasSize(1);
            Fd restored = files.restore(entries[0]);
            Fd restoredReader = files.restore(entries[1]);
            assertThat(links()).as("the restore may be given up yet").hasSize(1);
            files.resume();
            FdProbe probe = OwnFiles.probe(restored);
            assertThat(probe.link()).isEqualTo(directory.resolve("name") + " (deleted)");
            assertThat(probe.stat().inode()).isEqualTo(inode(other));
            assertThat(FileCalls.stat(restoredReader).inode()).isEqualTo(inode(other));
            assertThat(directory).isDirectoryNotContaining(file -> !file.equals(other));
        }
    }

    private static long inode(Path path) {
        return FileCalls.stat(path.toString()).inode();
    }

    @Test
    void shouldRemoveTheNameWhenTheTreeGoesOnHere() throws Exception {
        try (OwnFiles files = new OwnFiles().with(LINK_REMAP);
                Fd original = unnamed()) {
            files.dump(original);
            files.abort();
            assertThat(links()).isEmpty();
            assertThat(other).hasContent("contents");
        }
    }

    @Test
    void shouldNotMindThatARestoreThatWasGivenUpRemovedIt() throws Exception {
        try (OwnFiles files = new OwnFiles().with(LINK_REMAP);
                Fd original = unnamed()) {
            files.dump(original);
            Files.delete(links().get(0));
            files.abort();
            assertThat(other).hasContent("contents");
        }
    }

    @Test
    void shouldUseADirectoryAboveWhenItsOwnIsGone() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Path path = Files.writeString(folder.resolve("name"), "contents");
        other = Files.createLink(directory.resolve("other"), path);
        try (OwnFiles files = new OwnFiles().with(LINK_REMAP);
                Fd original = FileCalls.open(path.toString(), Fcntl.O_RDONLY, 0)) {
            Files.delete(path);
            Files.delete(folder);
            FileEntry entry = files.dump(original);
            assertThat(links()).hasSize(1);
            Fd restored = files.restore(entry);
            files.resume();
            assertThat(OwnFiles.probe(restored).link()).isEqualTo(path + " (deleted)");
            assertThat(directory).isDirectoryNotContaining(file -> !file.equals(other));
        }
    }

    @Test
    void shouldRefuseItWithoutTheOption() throws Exception {
        try (Fd original = unnamed()) {
            assertThatThrownBy(() -> OwnFiles.check(original))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("fd " + original.number() + " (" + directory.resolve("name") + " (deleted)")
                    .hasMessageContaining("--link-remap");
        }
    }

    @Test
    void shouldTellTheOtherHostWhichDirectoryHasToBeShared() throws Exception {
        try (Fd original = unnamed()) {
            assertThat(RegularFiles.need(NamedFile.of(OwnFiles.probe(original)), LINK_REMAP))
                    .map(FileNeed::path)
                    .contains(directory.toString());
        }
    }

    @Test
    void shouldSayThatTheNameIsNotHere() throws Exception {
        try (OwnFiles files = new OwnFiles().with(LINK_REMAP);
                Fd original = unnamed()) {
            FileEntry entry = files.dump(original);
            Path link = links().get(0);
            Files.delete(link);
            assertThatThrownBy(() -> files.restore(entry))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining(link + ", the temporary name of file " + directory.resolve("name"))
                    .hasMessageContaining("a file system that both hosts share");
        }
    }

    @Test
    void shouldRefuseAFileThatChangedItsSize() throws Exception {
        try (OwnFiles files = new OwnFiles().with(LINK_REMAP);
                Fd original = unnamed()) {
            FileEntry entry = files.dump(original);
            Files.writeString(other, "less");
            assertThatThrownBy(() -> files.restore(entry))
                    .hasMessageContaining("is 4 bytes long here, but the image expects 8 bytes");
        }
    }

    /** An image must not be able to have any file removed. */
    @Test
    void shouldRefuseALinkToAFileThatNoDumpNamed() throws Exception {
        Path victim = Files.writeString(directory.resolve("victim"), "contents");
        try (OwnFiles files = new OwnFiles().with(LINK_REMAP);
                Fd original = FileCalls.open(victim.toString(), Fcntl.O_RDONLY, 0)) {
            FileEntry entry = files.dump(original);
            files.withImage(imageOf(entry.getId(), victim));
            assertThatThrownBy(() -> files.restore(entry)).isInstanceOf(ImageFormatException.class);
            files.resume();
            assertThat(victim).hasContent("contents");
        }
    }

    private static ImageSet imageOf(int fileId, Path link) {
        RegFileEntry regular = RegFileEntry.newBuilder()
                .setId(77)
                .setFlags(0)
                .setPos(0)
                .setFown(RegularFiles.NOBODY)
                .setName(link.toString())
                .build();
        ImageBuilder image = new ImageBuilder();
        image.add(
                ImageKind.FILES,
                0,
                FileEntry.newBuilder()
                        .setType(FdType.REG)
                        .setId(77)
                        .setReg(regular)
                        .build());
        image.add(
                ImageKind.REMAP_FPATH,
                0,
                RemapFilePathEntry.newBuilder()
                        .setOrigId(fileId)
                        .setRemapId(77)
                        .setRemapType(RemapType.LINKED)
                        .build());
        return ImageSet.of(image.files());
    }

    @Test
    void shouldKeepContentsThatAreWrittenThroughTheRestoredFile() throws Exception {
        try (OwnFiles files = new OwnFiles().with(LINK_REMAP);
                Fd original = unnamed()) {
            Fd restored = files.move(original);
            FileCalls.pwriteFully(restored, 0, "CON".getBytes(US_ASCII));
            assertThat(other).hasContent("CONtents");
        }
    }
}
