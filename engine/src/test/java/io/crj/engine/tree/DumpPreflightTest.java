package io.crj.engine.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.DumpOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.TreeReport.LockNeed;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.filelock.FileLocks;
import io.crj.engine.testing.Stranger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpPreflightTest {

    private static final Path OLD = Path.of("/usr/bin/env");

    @TempDir
    private Path directory;

    @Test
    void shouldTellWhichOpenFilesTheOtherHostMustHave() throws Exception {
        Path made = Files.createFile(directory.resolve("made"));
        String script =
                "exec 3<$0 4</dev/zero 5</proc/self/status 6<$1 2>/dev/null </dev/null; echo $$; exec sleep 600 >/dev/null";
        try (Stranger program = Stranger.start("sh", "-c", script, OLD.toString(), made.toString())) {
            List<FileNeed> files =
                    new DumpPreflight(DumpOptions.of(program.pid())).check().files();

            assertThat(files).contains(need(OLD.toRealPath(), Files.size(OLD)), need(Path.of("/dev/zero"), -1));
            assertThat(files)
                    .extracting(FileNeed::path)
                    .doesNotContain(made.toString())
                    .noneMatch(path -> path.startsWith("/proc/"));
        }
    }

    @Test
    void shouldTellOfLocksThatMustBeFreeThere() throws Exception {
        String script = "exec 3<$0 2>/dev/null </dev/null; flock 3; echo $$; exec sleep 600 >/dev/null";
        LockNeed lock;
        try (Stranger program = Stranger.start("sh", "-c", script, OLD.toString())) {
            TreeOptions carried = TreeOptions.builder().fileLocks(true).build();
            DumpOptions options = DumpOptions.of(program.pid()).withTree(carried);
            lock = new DumpPreflight(options).check().locks().get(0);

            assertThat(lock.path()).isEqualTo(OLD.toRealPath().toString());
            assertThat(FileLocks.isFree(lock)).isFalse();
        }
        assertThat(FileLocks.isFree(lock)).isTrue();
    }

    private static FileNeed need(Path path, long sizeBytes) {
        return new FileNeed(
                path.toString(), sizeBytes, FileCalls.stat(path.toString()).mode());
    }
}
