package io.crj.engine.namespace.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.IpcShmEntry;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import io.crj.engine.testing.InNamespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** System V objects and limits from one real namespace to another. */
class IpcNamespaceTest {

    private static final int NS = 9;
    private static final List<String> SETTINGS = List.of(
            "kernel/sem", "kernel/msgmax", "kernel/msgmnb", "kernel/shmall", "kernel/shmmni", "fs/mqueue/msg_max");

    @TempDir
    Path tmp;

    private Process victim;

    @Test
    void shouldMoveAllObjects() throws Exception {
        int from = (int) victim().pid();
        try (InNamespaces to = InNamespaces.start("--ipc", "")) {
            set(from, "kernel/msgmax", "12000");
            set(from, "kernel/shm_rmid_forced", "0");
            set(from, "fs/mqueue/msg_max", "20");
            IpcNamespace.check(from);
            ImageBuilder image = new ImageBuilder();
            try (DumpedSegments dumped = IpcNamespace.dump(from, NS, image);
                    RestoredSegments restored = IpcNamespace.restore(ImageSet.of(image.files()), NS, to.pid())) {
                assertThat(dumped.files()).hasSize(3);
                dumped.files().forEach((id, file) -> {
                    int size = restored.mappedBytes(id).orElseThrow().intValue();
                    FileCalls.pwriteFully(restored.file(id).orElseThrow(), 0, FileCalls.pread(file, 0, size));
                });
                assertThat(state(to.pid())).isEqualTo(state(from));
                assertThat(dump(to.pid())).containsAllEntriesOf(otherThanSegments(image));
                IpcNamespace.finish(ImageSet.of(image.files()), NS, to.pid(), restored);
            }
        }
    }

    /** Which go with their last user is said of segments at the very end. */
    private static Map<String, byte[]> otherThanSegments(ImageBuilder image) {
        Map<String, byte[]> files = new HashMap<>(image.files());
        assertThat(files.remove("ipcns-shm-9.img")).isNotNull();
        return files;
    }

    /** A second dump finds the messages as well: the first did not take them. */
    private static Map<String, byte[]> dump(int pid) {
        ImageBuilder image = new ImageBuilder();
        IpcNamespace.dump(pid, NS, image).close();
        return image.files();
    }

    private static void set(int pid, String setting, String value) {
        NamespaceThread.call(pid, NamespaceKind.IPC, () -> {
            ProcFile.write("/proc/sys/" + setting, value);
            return null;
        });
    }

    /** Keys, ids, owners and sizes; without times and process numbers. */
    private static List<String> state(int pid) {
        return NamespaceThread.call(pid, NamespaceKind.IPC, () -> Stream.concat(
                        Stream.of("shm", "msg", "sem").flatMap(kind -> ProcFile.text("/proc/sysvipc/" + kind)
                                .lines()
                                .map(line -> shortened(kind, line))),
                        SETTINGS.stream().map(setting -> ProcFile.text("/proc/sys/" + setting)))
                .toList());
    }

    private static String shortened(String kind, String line) {
        String[] words = line.trim().split("\\s+");
        return switch (kind) {
            case "shm" -> String.join(" ", words[0], words[1], words[3], words[7], words[8], words[9], words[10]);
            case "msg" -> String.join(" ", words[0], words[1], words[2], words[3], words[4], words[7], words[8]);
            default -> String.join(" ", words[0], words[1], words[2], words[3], words[4], words[5]);
        };
    }

    @Test
    void shouldRefuseNamedMessageQueues() throws Exception {
        String mounted = "mkdir " + tmp + "/mq; mount -t mqueue none " + tmp + "/mq; touch " + tmp + "/mq/letters";
        try (InNamespaces place = InNamespaces.start("--ipc --mount", mounted)) {
            assertThatThrownBy(() -> IpcNamespace.check(place.pid()))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("/letters")
                    .hasMessageContaining("mq_unlink");
        }
    }

    @Test
    void shouldRefuseAnIdThatIsTaken() throws Exception {
        int from = (int) victim().pid();
        try (InNamespaces to = InNamespaces.start("--ipc", "")) {
            ImageBuilder image = new ImageBuilder();
            IpcNamespace.dump(from, NS, image).close();
            ImageBuilder twice = new ImageBuilder();
            ImageSet set = ImageSet.of(image.files());
            twice.add(
                    ImageKind.IPC_VAR,
                    NS,
                    set.entries(ImageKind.IPC_VAR, NS).get(0).message());
            IpcShmEntry segment =
                    set.messages(IpcShmEntry.class, ImageKind.IPCNS_SHM, NS).get(0);
            twice.add(ImageKind.IPCNS_SHM, NS, segment);
            twice.add(
                    ImageKind.IPCNS_SHM,
                    NS,
                    segment.toBuilder()
                            .setDesc(segment.getDesc().toBuilder().setKey(0x99))
                            .build());
            assertThatThrownBy(() -> IpcNamespace.restore(ImageSet.of(twice.files()), NS, to.pid()))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("instead of " + segment.getDesc().getId());
        }
    }

    private Process victim() throws IOException, InterruptedException {
        Path program = tmp.resolve("spaces");
        Process compiler = new ProcessBuilder("gcc", "-o", program.toString(), "src/test/victims/spaces.c")
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).isZero();
        Path status = tmp.resolve("status");
        victim = new ProcessBuilder(program.toString(), status.toString(), tmp.toString()).start();
        await().until(() -> Files.exists(status));
        assertThat(status).hasContent("ready");
        return victim;
    }

    @AfterEach
    void endVictim() {
        if (victim != null) {
            victim.destroyForcibly().onExit().join();
        }
    }
}
