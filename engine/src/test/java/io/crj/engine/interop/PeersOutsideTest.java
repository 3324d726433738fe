package io.crj.engine.interop;

import static io.crj.engine.linux.abi.Socket.SOCK_DGRAM;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets and pipes whose other end stays behind. */
class PeersOutsideTest {

    @TempDir
    private Path tmp;

    private String image;

    @BeforeEach
    void createImageDirectory() throws Exception {
        image = Files.createDirectory(tmp.resolve("image")).toString();
    }

    private Fd server() throws Exception {
        Files.createDirectories(tmp.resolve("work"));
        Fd server = UnixCalls.socket(SOCK_DGRAM);
        Files.deleteIfExists(tmp.resolve("work/log"));
        UnixCalls.bind(server, UnixName.of(tmp.resolve("work/log").toString().getBytes(US_ASCII)));
        return server;
    }

    private static String receive(Fd server) {
        return new String(SocketCalls.receive(server, 100, 0), US_ASCII);
    }

    @Test
    void shouldFindADatagramServerAgainByItsName() throws Exception {
        try (Fd server = server();
                Victim victim = Victim.start("log_client", tmp)) {
            victim.assertUnharmed();
            assertThat(receive(server)).isEqualTo("line 1");
            Crj.run("dump", "-t", victim.pid(), "-D", image, "--ext-unix-sk");
            victim.awaitGone();
            assertThat(Crj.refuse("restore", "-D", image, "-d")).contains("--ext-unix-sk");
            // Another server has the name by now.
            try (Fd successor = server()) {
                Crj.run("restore", "-D", image, "-d", "--ext-unix-sk");
                victim.assertUnharmed();
                assertThat(receive(successor)).isEqualTo("line 2");
            }
        }
    }

    @Test
    void shouldRefuseADatagramClientWithoutTheOptionAndNameIt() throws Exception {
        try (Fd server = server();
                Victim victim = Victim.start("log_client", tmp)) {
            assertThat(Crj.refuse("dump", "-t", victim.pid(), "-D", image))
                    .contains("--ext-unix-sk")
                    .contains("work/log")
                    .contains("process " + ProcessHandle.current().pid());
            victim.assertUnharmed();
            assertThat(receive(server)).isEqualTo("line 1");
        }
    }

    @Test
    void shouldSayThatTheServerIsNotThere() throws Exception {
        try (Fd server = server();
                Victim victim = Victim.start("log_client", tmp)) {
            Crj.run("dump", "-t", victim.pid(), "-D", image, "--ext-unix-sk");
            victim.awaitGone();
            server.close();
            assertThat(Crj.refuse("restore", "-D", image, "-d", "--ext-unix-sk"))
                    .contains("work/log")
                    .contains("start the server");
        }
    }

    @Test
    void shouldShareExternalPeersWithCriu() throws Exception {
        try (Fd server = server();
                Victim victim = Victim.start("log_client", tmp)) {
            Crj.run("dump", "-t", victim.pid(), "-D", image, "--ext-unix-sk");
            victim.awaitGone();
            CriuPeer.restore(Path.of(image), "--ext-unix-sk");
            victim.assertUnharmed();
            assertThat(receive(server)).isEqualTo("line 1");
            Path second = Files.createDirectory(tmp.resolve("second"));
            CriuPeer.dump(Integer.parseInt(victim.pid()), second, "--ext-unix-sk");
            victim.awaitGone();
            Crj.run("restore", "-D", second.toString(), "-d", "--ext-unix-sk");
            victim.assertUnharmed();
            assertThat(receive(server)).isEqualTo("line 2");
        }
    }

    @Test
    void shouldTakeSuppliedDescriptorsForWhatStaysBehind() throws Exception {
        try (Outsider outside = new Outsider()) {
            assertThat(outside.ask("one")).isEqualTo("echo one");
            assertThat(Crj.refuse("dump", "-t", outside.pid(), "-D", image))
                    .contains("--external unix[" + outside.socket() + "]");
            assertThat(outside.ask("two")).isEqualTo("echo two");
            dump(outside);
            String inherited = "fd[100]:socket:[" + outside.socket() + "]";
            assertThat(Crj.refuse("restore", "-D", image, "-d"))
                    .contains("--inherit-fd fd[N]:socket:[" + outside.socket() + "]");
            assertThat(outside.supply(Crj.command(
                            "restore", "-D", image, "-d", "--inherit-fd", inherited, "--inherit-fd", pipe(outside))))
                    .startsWith("[0,");
            assertThat(outside.ask("three")).isEqualTo("echo three");
            assertThat(outside.hear()).isEqualTo("heard three");
        }
    }

    private void dump(Outsider outside) throws Exception {
        // A pipe whose other end stays behind needs no word.
        Crj.run("dump", "-t", outside.pid(), "-D", image, "--external", external(outside));
        outside.reap();
    }

    private static String external(Outsider outside) {
        return "unix[" + outside.socket() + "]";
    }

    private static String pipe(Outsider outside) {
        return "fd[101]:pipe:[" + outside.pipe() + "]";
    }

    @Test
    void shouldSupplyDescriptorsToWhatCriuDumpedAndTheOtherWayRound() throws Exception {
        try (Outsider outside = new Outsider()) {
            dump(outside);
            String socket = "fd[100]:socket:[" + outside.socket() + "]";
            List<String> criu =
                    CriuPeer.restoreCommand(Path.of(image), "--inherit-fd", socket, "--inherit-fd", pipe(outside));
            assertThat(outside.supply(criu)).startsWith("[0,");
            assertThat(outside.ask("one")).isEqualTo("echo one");
            assertThat(outside.hear()).isEqualTo("heard one");
        }
        String second = Files.createDirectory(tmp.resolve("second")).toString();
        try (Outsider outside = new Outsider()) {
            CriuPeer.dump(Integer.parseInt(outside.pid()), Path.of(second), "--external", external(outside));
            outside.reap();
            String socket = "fd[100]:socket:[" + outside.socket() + "]";
            assertThat(outside.supply(Crj.command(
                            "restore", "-D", second, "-d", "--inherit-fd", socket, "--inherit-fd", pipe(outside))))
                    .startsWith("[0,");
            assertThat(outside.ask("two")).isEqualTo("echo two");
            assertThat(outside.hear()).isEqualTo("heard two");
        }
    }

    @Test
    void shouldRefuseADescriptorThatNothingAsksFor() throws Exception {
        try (Outsider outside = new Outsider()) {
            dump(outside);
            String socket = "fd[100]:socket:[" + outside.socket() + "]";
            String wrong = "fd[101]:pipe:[1]";
            assertThat(outside.supply(
                            Crj.command("restore", "-D", image, "-d", "--inherit-fd", socket, "--inherit-fd", wrong)))
                    .contains("the image has no pipe:[1]");
        }
    }
}
