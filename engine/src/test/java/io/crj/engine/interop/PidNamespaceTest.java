package io.crj.engine.interop;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree with a pid namespace of its own: inside all pids stay, outside they are whatever is free. */
class PidNamespaceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path tmp;

    private Path image;
    private Path pidFile;

    @BeforeEach
    void createImageDirectory() throws IOException {
        image = Files.createDirectory(tmp.resolve("image"));
        pidFile = tmp.resolve("pidfile");
    }

    @Test
    void shouldSurviveTrip() throws Exception {
        try (Victim victim = start("setsid")) {
            crjDump(victim);
            crjRestore(victim);
            victim.assertUnharmed();
        }
    }

    @Test
    void shouldSurviveTripInASessionOfTheOutside() throws Exception {
        try (Victim victim = start("env")) {
            crjDump(victim);
            crjRestore(victim);
            victim.assertUnharmed();
        }
    }

    @Test
    void shouldDumpWhatCriuRestores() throws Exception {
        try (Victim victim = start("setsid")) {
            crjDump(victim);
            CriuPeer.restore(image, "--pidfile", pidFile.toString());
            restored(victim);
            victim.assertUnharmed();
        }
    }

    @Test
    void shouldRestoreWhatCriuDumped() throws Exception {
        try (Victim victim = start("setsid")) {
            CriuPeer.dump(Integer.parseInt(victim.pid()), image);
            awaitGone(victim);
            crjRestore(victim);
            victim.assertUnharmed();
        }
    }

    /** The tree is the child of what is started, which has something to say when it ends: that file must not be the tree's. */
    private Victim start(String inside) throws Exception {
        String quietly = "exec " + inside + " \"$@\" 2>/dev/null";
        Victim victim = Victim.start("family", tmp, "unshare", "--pid", "--fork", "sh", "-c", quietly, "sh");
        String parent = victim.pid();
        String children = Files.readString(Path.of("/proc/" + parent + "/task/" + parent + "/children"));
        victim.goesBy(Integer.parseInt(children.trim()));
        return victim;
    }

    private void crjDump(Victim victim) throws Exception {
        Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "--namespaces", "pid");
        awaitGone(victim);
    }

    private void crjRestore(Victim victim) throws Exception {
        Crj.run("restore", "-D", image.toString(), "-d", "--pidfile", pidFile.toString());
        restored(victim);
    }

    private void restored(Victim victim) throws IOException {
        victim.goesBy(Integer.parseInt(Files.readString(pidFile)));
    }

    private static void awaitGone(Victim victim) {
        await().atMost(PATIENCE).until(() -> !Files.exists(Path.of("/proc/" + victim.pid())));
    }
}
