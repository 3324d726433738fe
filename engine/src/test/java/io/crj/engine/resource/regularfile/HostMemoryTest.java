package io.crj.engine.resource.regularfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.testing.OwnFiles;
import io.crj.engine.testing.Stranger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostMemoryTest {

    private static final TreeOptions MIGRATION =
            TreeOptions.builder().migration(true).build();

    private static final String HOLDER = "import mmap, os, time; f = open('%s', 'r+b'); m = mmap.mmap(f.fileno(), 6);"
            + " f.close(); print(os.getpid(), flush=True); time.sleep(60)";

    private final Path path = Path.of("/dev/shm/crj-" + UUID.randomUUID());

    @AfterEach
    void remove() throws Exception {
        Files.deleteIfExists(path);
    }

    private Fd open() throws Exception {
        Files.writeString(path, "memory");
        return FileCalls.open(path.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0);
    }

    @Test
    void shouldMakeItAnewUnderItsName() throws Exception {
        try (OwnFiles files = new OwnFiles().with(MIGRATION);
                Fd original = open()) {
            FileEntry entry = files.dump(original);
            Files.delete(path);
            Fd restored = files.restore(entry);
            files.resume();
            assertThat(OwnFiles.probe(restored).link()).isEqualTo(path.toString());
            assertThat(path).hasContent("memory");
        }
    }

    @Test
    void shouldTakeTheVeryFileButNoOther() throws Exception {
        try (OwnFiles files = new OwnFiles().with(MIGRATION);
                Fd original = open()) {
            FileEntry entry = files.dump(original);
            assertThat(FileCalls.stat(files.restore(entry)).isSame(FileCalls.stat(original)))
                    .isTrue();
        }
        try (OwnFiles files = new OwnFiles().with(MIGRATION);
                Fd original = open()) {
            FileEntry entry = files.dump(original);
            Files.delete(path);
            Files.writeString(path, "others");
            assertThatThrownBy(() -> files.restore(entry))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("is there already");
            assertThat(path).hasContent("others");
        }
    }

    @Test
    void shouldTakeItByItsNameOnThisHost() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = open()) {
            FileEntry entry = files.dump(original);
            Files.writeString(path, "longer than it was");
            assertThat(FileCalls.stat(files.restore(entry)).isSame(FileCalls.stat(original)))
                    .isTrue();
        }
    }

    @Test
    void shouldRefuseToShareItBetweenHosts() throws Exception {
        Files.writeString(path, "memory");
        try (Stranger one = Stranger.start("python3", "-c", HOLDER.formatted(path));
                Stranger other = Stranger.start("python3", "-c", HOLDER.formatted(path))) {
            assertThatThrownBy(() -> HostMemory.check(Set.of(one.pid()), MIGRATION))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("process " + other.pid() + " outside the tree")
                    .hasMessageContaining(path.toString());
            HostMemory.check(Set.of(one.pid(), other.pid()), MIGRATION);
            HostMemory.check(Set.of(one.pid()), TreeOptions.DEFAULT);
        }
    }

    @Test
    void shouldRemoveWhatStayedBehindOnceNobodyUsesIt() throws Exception {
        LeftMemoryAftermath aftermath = new LeftMemoryAftermath();
        FileStat stat;
        Files.writeString(path, "memory");
        try (Stranger user = Stranger.start("python3", "-c", HOLDER.formatted(path))) {
            stat = FileCalls.stat(path.toString());
            assertThat(user.pid()).isPositive();
            aftermath.complete(LeftMemoryAftermath.effect(path.toString(), stat).facts());
            assertThat(path).exists();
        }
        SideEffect effect = LeftMemoryAftermath.effect(path.toString(), stat);
        aftermath.undo(effect.facts());
        assertThat(path).exists();
        aftermath.complete(effect.facts());
        assertThat(path).doesNotExist();
        aftermath.complete(effect.facts());
    }
}
