package io.crj.engine.interop;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unix sockets of a tree in a pid and a network namespace of its own: names, peers and senders are those inside. */
class UnixNamespacesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path tmp;

    /** The tree is the child of unshare(1). */
    private Victim start() throws Exception {
        String quietly = "exec \"$@\" 2>/dev/null";
        Victim victim =
                Victim.start("unix_names", tmp, "unshare", "--net", "--pid", "--fork", "sh", "-c", quietly, "sh");
        String parent = victim.pid();
        String children = Files.readString(Path.of("/proc/" + parent + "/task/" + parent + "/children"));
        victim.goesBy(Integer.parseInt(children.trim()));
        return victim;
    }

    @Test
    void shouldCarryNamesAndSenders() throws Exception {
        Path image = Files.createDirectory(tmp.resolve("image"));
        Path pidFile = tmp.resolve("pid-file");
        try (Victim victim = start()) {
            victim.assertUnharmed();
            Crj.run("dump", "-t", victim.pid(), "-D", image.toString());
            await().atMost(PATIENCE).until(() -> !Files.exists(Path.of("/proc/" + victim.pid())));
            Crj.run("restore", "-D", image.toString(), "-d", "--pidfile", pidFile.toString());
            victim.goesBy(Integer.parseInt(Files.readString(pidFile)));
            victim.assertUnharmed();
        }
    }
}
