package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees in namespaces of their own, which move along; both ways between crj and CRIU, and from crj to crj. */
class NamespacesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Makes {@code $R} the root, with what a container has, and goes on as the victim. */
    private static final String CONTAINER = """
            mkdir -p $R/usr $R/proc $R/dev $R/srv $R/mnt $R/ro $R/old
            for d in bin sbin lib lib64; do ln -sfn usr/$d $R/$d; done
            mount --bind $R $R
            cd $R
            mount --bind /usr usr
            mount -t proc proc proc
            mount -t tmpfs -o size=1m,mode=755 dev dev
            mkdir dev/pts
            mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
            ln -s pts/ptmx dev/ptmx
            mknod -m 666 dev/null c 1 3
            mount -t tmpfs -o size=16m srv srv
            mkdir srv/dir
            mount --bind srv/dir mnt
            mount -t tmpfs none ro; echo kept > ro/file; mount -o remount,ro none ro
            pivot_root . old
            umount -l /old
            cd /
            exec </dev/null >/dev/null 2>&1
            exec /mounts /status /srv
            """;

    @TempDir
    Path tmp;

    private final List<Integer> started = new ArrayList<>();
    private Path image;
    private Path status;
    private int checks;

    @BeforeEach
    void createImageDirectory() throws IOException {
        image = Files.createDirectory(tmp.resolve("image"));
        status = tmp.resolve("status");
    }

    @AfterEach
    void endAll() {
        started.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    /** Starts a command under {@code unshare --fork}, whose child the tree is. */
    private int start(String flags, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("unshare"));
        line.add("--fork");
        line.addAll(List.of(flags.split(" ")));
        line.addAll(List.of(command));
        int root = child(awaitReady(Subject.of(tmp, line.toArray(String[]::new)).pid()));
        started.add(root);
        return root;
    }

    private int awaitReady(int pid) {
        started.add(pid);
        await().atMost(PATIENCE).until(() -> Files.exists(status));
        assertThat(status).hasContent("ready");
        return pid;
    }

    private static int child(int pid) throws IOException {
        return Integer.parseInt(Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children"))
                .trim());
    }

    private int startSpaces() throws IOException, InterruptedException {
        Path program = Subject.compile("spaces", tmp);
        return awaitReady(Subject.of(tmp, program.toString(), status.toString(), tmp.toString())
                .pid());
    }

    private int startContainer() throws IOException, InterruptedException {
        Path root = Files.createDirectory(tmp.resolve("root"));
        Files.move(Subject.compile("mounts", tmp), root.resolve("mounts"));
        status = root.resolve("status");
        return start("--mount --pid --uts --ipc", "setsid", "bash", "-e", "-c", "R=" + root + "\n" + CONTAINER);
    }

    private void crjDump(int pid, String... more) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("dump", "-t", Integer.toString(pid), "-D", image.toString()));
        line.addAll(List.of(more));
        Crj.run(line.toArray(String[]::new));
        awaitGone(pid);
    }

    private int crjRestore(String... more) throws IOException, InterruptedException {
        Path pidFile = tmp.resolve("pidfile");
        List<String> line =
                new ArrayList<>(List.of("restore", "-D", image.toString(), "-d", "--pidfile", pidFile.toString()));
        line.addAll(List.of(more));
        Crj.run(line.toArray(String[]::new));
        return restored(pidFile);
    }

    private int criuRestore(String... more) throws IOException {
        Path pidFile = tmp.resolve("pidfile");
        CriuPeer.restore(
                image,
                Stream.concat(Stream.of("--pidfile", pidFile.toString()), Stream.of(more))
                        .toArray(String[]::new));
        return restored(pidFile);
    }

    private int restored(Path pidFile) throws IOException {
        int pid = Integer.parseInt(Files.readString(pidFile).trim());
        started.add(pid);
        return pid;
    }

    private static void awaitGone(int pid) {
        await().atMost(PATIENCE).until(() -> !Files.exists(Path.of("/proc/" + pid)));
    }

    /** The victim holds what it held, by its own judgement. */
    private void assertUnharmed(int pid) throws IOException, InterruptedException {
        String before = Files.readString(status);
        assertThat(new ProcessBuilder("kill", "-USR1", Integer.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
        await().atMost(PATIENCE).until(() -> !Files.readString(status).equals(before));
        assertThat(status).hasContent("ok " + ++checks);
    }

    @Test
    void shouldMoveNamesAndSystemVObjects() throws Exception {
        int pid = startSpaces();
        assertUnharmed(pid);
        crjDump(pid, "--namespaces", "uts,ipc");
        int restored = crjRestore();
        assertUnharmed(restored);
        String segments =
                NamespaceThread.call(restored, NamespaceKind.IPC, () -> Files.readString(Path.of("/proc/sysvipc/shm")));
        assertThat(segments.lines()).as("one goes with its last user").anyMatch(line -> line.contains("  1600 "));
    }

    @Test
    void shouldWriteNamesAndSystemVObjectsForCriu() throws Exception {
        crjDump(startSpaces());
        assertUnharmed(criuRestore());
    }

    @Test
    void shouldTakeNamesAndSystemVObjectsFromCriu() throws Exception {
        int pid = startSpaces();
        CriuPeer.dump(pid, image);
        awaitGone(pid);
        assertUnharmed(crjRestore());
    }

    @Test
    void shouldMoveAContainer() throws Exception {
        int pid = startContainer();
        assertUnharmed(pid);
        crjDump(pid, "--namespaces", "pid,mnt,uts,ipc");
        assertUnharmed(crjRestore());
    }

    @Test
    void shouldWriteAContainerForCriu() throws Exception {
        crjDump(startContainer(), "--external", "mnt[/usr]:usr");
        assertUnharmed(criuRestore("--root", tmp.resolve("root").toString(), "--external", "mnt[usr]:/usr"));
    }

    @Test
    void shouldTakeAContainerFromCriu() throws Exception {
        int pid = startContainer();
        CriuPeer.dump(pid, image, "--external", "mnt[/usr]:usr");
        awaitGone(pid);
        assertUnharmed(crjRestore("--root", tmp.resolve("root").toString(), "--external", "mnt[usr]:/usr"));
    }

    @Test
    void shouldMoveAContainerOnATripWithRounds() throws Exception {
        int pid = startContainer();
        Path first = Files.createDirectory(tmp.resolve("first"));
        Crj.run("pre-dump", "-t", Integer.toString(pid), "-D", first.toString());
        assertUnharmed(pid);
        crjDump(pid, "--prev-images-dir", "../first");
        assertUnharmed(crjRestore());
    }

    @Test
    void shouldMoveATreeThatSeesTheHostsMounts() throws Exception {
        Path program = Subject.compile("spaces", tmp);
        int pid = start(
                "--mount --pid --uts --ipc --mount-proc",
                "setsid",
                program.toString(),
                status.toString(),
                tmp.toString());
        crjDump(pid);
        assertUnharmed(crjRestore());
    }
}
