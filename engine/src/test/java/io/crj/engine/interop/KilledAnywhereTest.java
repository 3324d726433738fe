package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.interop.KilledRun.Doing;
import io.crj.engine.journal.Recovery;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.journal.Spool;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.testing.LineJournal;
import io.crj.engine.testing.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dumps and restores that are killed at every word of their journal, one after the other. */
class KilledAnywhereTest {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int BYTES = 3_000;
    /** Words that most restores have in common are tried elsewhere. */
    private static final int STEP = 12;

    @TempDir
    Path tmp;

    private TestNetwork host;
    private int runs;

    @BeforeEach
    void makeHost() {
        host = new TestNetwork();
    }

    @AfterEach
    void removeHost() {
        host.close();
    }

    private Path image() {
        return tmp.resolve("image" + runs);
    }

    private Path journal() {
        return tmp.resolve("journal" + runs);
    }

    /** Dies at the next word; false when it has said all. */
    private boolean dies(Doing doing, int word, Victim victim, Path image) throws Exception {
        return KilledRun.dies(doing, word, Integer.parseInt(victim.pid()), image, journal());
    }

    private void recover(boolean committed) throws IOException {
        List<SideEffect> left = LineJournal.left(journal());
        for (int twice = 0; twice < 2; twice++) {
            if (committed) {
                Recovery.of(left).complete();
            } else {
                Recovery.of(left).undo();
            }
        }
    }

    /** What must be as before when all was undone. */
    private record State(String network, List<String> names, TreeMap<Integer, String> open, String group, String maps) {

        static State of(Path work) throws IOException {
            return new State(askNetwork(), listNames(work), new TreeMap<>(), "", "");
        }

        static State of(Path work, Victim victim) throws IOException {
            int pid = Integer.parseInt(victim.pid());
            TreeMap<Integer, String> open = new TreeMap<>();
            for (int fd : ProcFile.numbers("/proc/" + pid + "/fd")) {
                open.put(fd, ProcFile.link("/proc/" + pid + "/fd/" + fd));
            }
            String group = ProcFile.text("/proc/" + pid + "/cgroup");
            return new State(askNetwork(), listNames(work), open, group, ProcFile.text("/proc/" + pid + "/maps"));
        }

        private static String askNetwork() {
            return TestNetwork.command("nft", "list", "ruleset") + TestNetwork.command("ip", "address");
        }

        private static List<String> listNames(Path work) throws IOException {
            try (Stream<Path> inside = Files.list(work);
                    Stream<Path> spooled = files(Spool.DIRECTORY)) {
                return Stream.concat(inside, spooled)
                        .map(Path::toString)
                        .sorted()
                        .toList();
            }
        }

        private static Stream<Path> files(Path directory) throws IOException {
            return Files.isDirectory(directory) ? Files.list(directory) : Stream.empty();
        }
    }

    private Path work() {
        return tmp.resolve("work");
    }

    /** A client that sends a pattern and checks what comes back. */
    private final class Client implements AutoCloseable {
        private final Socket socket;
        private int sent;

        Client() throws IOException {
            int port = Integer.parseInt(Files.readString(work().resolve("port")).trim());
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        void send() throws IOException {
            byte[] bytes = new byte[BYTES];
            for (int i = 0; i < BYTES; i++) {
                bytes[i] = pattern(sent + i);
            }
            sent += BYTES;
            socket.getOutputStream().write(bytes);
        }

        void assertEchoed() throws IOException {
            byte[] echo = socket.getInputStream().readNBytes(BYTES);
            for (int i = 0; i < BYTES; i++) {
                assertThat(echo[i]).isEqualTo(pattern(sent - BYTES + i));
            }
        }

        private static byte pattern(int i) {
            return (byte) (i * 31 + (i >> 8) * 7 + (i >> 16));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void shouldUndoADumpWhereverItDies() {
        host.run(() -> {
            try (Victim victim = Victim.start("tcp_server", tmp);
                    Client client = new Client()) {
                victim.assertUnharmed();
                State before = State.of(work(), victim);
                boolean died = true;
                for (int word = 1; died; word++, runs++) {
                    client.send();
                    died = dies(Doing.DUMP, word, victim, image());
                    recover(false);
                    assertThat(State.of(work(), victim))
                            .as("killed at word " + word)
                            .isEqualTo(before);
                    victim.assertUnharmed();
                    client.assertEchoed();
                }
                assertThat(runs).isGreaterThan(8);
            }
        });
    }

    @Test
    void shouldCompleteTheEndOfADumpedTreeWhereverItDies() {
        host.run(() -> {
            boolean died = true;
            for (int word = 1; died; word++, runs++) {
                try (Victim victim = Victim.start("tcp_server", tmp);
                        Client client = new Client()) {
                    victim.assertUnharmed();
                    client.send();
                    died = dies(Doing.REAP, word, victim, image());
                    recover(true);
                    victim.awaitGone();
                    // Nobody tells the client anything: a restore goes on where the tree was.
                    Crj.run("restore", "-D", image().toString(), "-d", "--tcp-established");
                    victim.assertUnharmed();
                    client.assertEchoed();
                    assertThat(State.of(work()).network()).doesNotContain("crj-", "CRIU-");
                }
                Files.delete(tmp.resolve("status"));
            }
            assertThat(runs).isGreaterThan(3);
        });
    }

    @Test
    void shouldUndoARestoreWhereverItDies() {
        host.run(() -> {
            try (Victim victim = Victim.start("tcp_server", tmp);
                    Client client = new Client()) {
                victim.assertUnharmed();
                client.send();
                Path image = Files.createDirectory(tmp.resolve("image"));
                Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "--tcp-established");
                victim.awaitGone();
                State before = State.of(work());
                boolean died = true;
                for (int word = 1; died; word++, runs++) {
                    died = dies(Doing.RESTORE, word, victim, image);
                    recover(false);
                    victim.awaitGone();
                    assertThat(State.of(work())).as("killed at word " + word).isEqualTo(before);
                }
                Crj.run("restore", "-D", image.toString(), "-d", "--tcp-established");
                victim.assertUnharmed();
                client.assertEchoed();
                assertThat(runs).isGreaterThan(6);
            }
        });
    }

    @Test
    void shouldCompleteTheBeginningOfARestoredTreeWhereverItDies() {
        host.run(() -> {
            try (Victim victim = Victim.start("tcp_server", tmp);
                    Client client = new Client()) {
                victim.assertUnharmed();
                boolean died = true;
                for (int word = 1; died; word++, runs++) {
                    client.send();
                    Files.createDirectory(image());
                    Crj.run("dump", "-t", victim.pid(), "-D", image().toString(), "--tcp-established");
                    victim.awaitGone();
                    died = dies(Doing.RESUME, word, victim, image());
                    recover(true);
                    victim.assertUnharmed();
                    client.assertEchoed();
                    assertThat(State.of(work()).network())
                            .as("killed at word " + word)
                            .doesNotContain("crj-", "CRIU-");
                    assertThat(State.of(work()).names()).noneMatch(name -> name.contains("spool"));
                }
                assertThat(runs).isGreaterThan(4);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"linkremap", "ghost", "unix_names", "timerfd", "ptyqueue"})
    void shouldUndoADumpOfOtherThings(String name) {
        host.run(() -> {
            try (Victim victim = Victim.start(name, tmp)) {
                State before = State.of(work(), victim);
                boolean died = true;
                for (int word = 1; died; word++, runs++) {
                    died = dies(Doing.DUMP, word, victim, image());
                    recover(false);
                    assertThat(State.of(work(), victim))
                            .as("killed at word " + word)
                            .isEqualTo(before);
                }
                victim.assertUnharmed();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"linkremap", "ghost", "unix_names", "timerfd", "ptyqueue"})
    void shouldUndoAndThenCompleteARestoreOfOtherThings(String name) {
        host.run(() -> {
            try (Victim victim = Victim.start(name, tmp)) {
                Path image = Files.createDirectory(tmp.resolve("image"));
                Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "--link-remap");
                victim.awaitGone();
                State before = State.of(work());
                boolean died = true;
                for (int word = 2; died; word += STEP, runs++) {
                    died = dies(Doing.RESTORE, word, victim, image);
                    recover(false);
                    victim.awaitGone();
                    assertThat(State.of(work())).as("killed at word " + word).isEqualTo(before);
                }
                assertThat(dies(Doing.RESUME, 1, victim, image)).isTrue();
                recover(true);
                victim.assertUnharmed();
            }
        });
    }
}
