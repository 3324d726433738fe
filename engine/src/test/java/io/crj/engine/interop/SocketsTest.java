package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets, there and back again, and between crj and CRIU; a client from outside keeps its connection. */
class SocketsTest {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int BYTES = 200_000;

    @TempDir
    Path tmp;

    private Path image;

    @BeforeEach
    void createImageDirectory() throws IOException {
        image = Files.createDirectory(tmp.resolve("image"));
    }

    private static void dump(Victim victim, Path image) throws Exception {
        Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "--tcp-established");
        victim.awaitGone();
    }

    private static void restore(Path image) throws Exception {
        Crj.run("restore", "-D", image.toString(), "-d", "--tcp-established");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listen", "udp", "tcp_server", "unix_pairs", "unix_names"})
    void shouldSurviveTwoTrips(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            victim.assertUnharmed();
            dump(victim, image);
            restore(image);
            victim.assertUnharmed();
            Path second = Files.createDirectory(tmp.resolve("second"));
            dump(victim, second);
            restore(second);
            victim.assertUnharmed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"listen", "udp", "tcp_server", "unix_pairs", "unix_names"})
    void shouldNotNoticeADump(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "-R", "--tcp-established");
            victim.assertUnharmed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"listen", "udp", "unix_pairs"})
    void shouldDumpWhatCriuRestores(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            dump(victim, image);
            CriuPeer.restore(image);
            victim.assertUnharmed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"listen", "udp", "tcp_server", "unix_pairs"})
    void shouldRestoreWhatCriuDumped(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            CriuPeer.dump(Integer.parseInt(victim.pid()), image, "--tcp-established", "--network-lock", "nftables");
            victim.awaitGone();
            restore(image);
            victim.assertUnharmed();
        }
    }

    @Test
    void shouldKeepTheConnectionOfAClientOutside() throws Exception {
        try (Victim victim = Victim.start("tcp_server", tmp)) {
            int port = Integer.parseInt(
                    Files.readString(tmp.resolve("work").resolve("port")).trim());
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.setSoTimeout(TIMEOUT_MILLIS);
                victim.assertUnharmed();
                client.getOutputStream().write(pattern(0, BYTES));
                dump(victim, image);
                client.getOutputStream().write(pattern(BYTES, 2 * BYTES));
                restore(image);
                int echoed = 0;
                while (echoed < 2 * BYTES) {
                    victim.assertUnharmed();
                    byte[] echo = client.getInputStream()
                            .readNBytes(client.getInputStream().available());
                    assertThat(echo).isEqualTo(pattern(echoed, echoed + echo.length));
                    echoed += echo.length;
                }
            }
        }
    }

    /** The bytes tcp_server.c expects. */
    private static byte[] pattern(int from, int to) {
        byte[] all = new byte[to];
        for (int i = from; i < to; i++) {
            all[i] = (byte) (i * 31 + (i >> 8) * 7 + (i >> 16));
        }
        return Arrays.copyOfRange(all, from, to);
    }
}
