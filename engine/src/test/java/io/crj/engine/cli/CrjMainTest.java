package io.crj.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.error.EngineException;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FsEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrjMainTest {

    /** An engine that refuses everything, and says what it was asked for. */
    private static final Engine REFUSING = new Engine() {
        @Override
        public Dumper dumper(DumpOptions options, Hooks hooks) {
            throw new EngineException("refused: " + options);
        }

        @Override
        public Restorer restorer(RestoreOptions options, Hooks hooks) {
            throw new EngineException("refused: " + options);
        }
    };

    @TempDir
    Path tmp;

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CrjMain(REFUSING, environment).run(arguments, new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void shouldRefuseWrongUsageByName() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(run("dump")).isEqualTo(2);
        assertThat(run("dump", "-t", "1", "--lazy-pages")).isEqualTo(2);

        assertThat(err.toString())
                .contains("nonsense", "--tree", "--lazy-pages is not supported")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldSayInOneSentenceWhyItFailed() {
        assertThat(run("dump", "-t", "77", "-D", tmp.resolve("d").toString(), "--tcp-established"))
                .isEqualTo(1);

        assertThat(err.toString())
                .startsWith("crj: refused")
                .contains("pid=77", "tcpEstablished=true", "keepLocked=true")
                .hasLineCount(1);
        assertThat(tmp.resolve("d")).doesNotExist();
    }

    @Test
    void shouldGiveStackTracesOnlyToThoseWhoAskForEverything() {
        assertThat(run("dump", "-t", "77", "-R", "-v4", "-D", tmp.resolve("d").toString()))
                .isEqualTo(1);

        assertThat(err.toString()).contains("keepLocked=false", "\tat io.crj.engine.cli");
    }

    @Test
    void shouldTakeBackThePidFileOfAFailedRestore() throws IOException {
        Path pidFile = tmp.resolve("pid");
        String directory = ImageSamples.single(tmp.resolve("image")).toString();

        assertThat(run("restore", "-d", "-D", directory, "--pidfile", pidFile.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("lockId=crj-restore-test");
        assertThat(pidFile).doesNotExist();

        Files.createFile(pidFile);
        assertThat(run("restore", "-d", "-D", directory, "--pidfile", pidFile.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("exists already");
        assertThat(pidFile).isEmptyFile();
    }

    @Test
    void shouldShowAnImageAsJson() throws IOException {
        Path file = tmp.resolve("renamed");
        ImageBuilder builder = new ImageBuilder();
        builder.add(
                ImageKind.FS, 1, FsEntry.newBuilder().setCwdId(1).setRootId(-1).build());
        Files.write(file, builder.files().get("fs-1.img"));

        assertThat(run("show", file.toString())).isZero();

        assertThat(out.toString()).isEqualTo("""
                        {
                            "magic": "FS",
                            "entries": [
                                {
                                    "cwd_id": 1,
                                    "root_id": 4294967295
                                }
                            ]
                        }
                        """);
    }

    @Test
    void shouldCheckThisKernel() {
        assertThat(run("check")).isZero();

        assertThat(out.toString())
                .contains(
                        "PAGEMAP_SCAN", "userfaultfd WP_ASYNC", "clone3 set_tid", "TCP_REPAIR", "nftables", "can work");
    }
}
