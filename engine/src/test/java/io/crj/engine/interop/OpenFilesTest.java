package io.crj.engine.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Open files of every kind, there and back again, and between crj and CRIU. */
class OpenFilesTest {

    @TempDir
    Path tmp;

    private Path image;

    @BeforeEach
    void createImageDirectory() throws IOException {
        image = Files.createDirectory(tmp.resolve("image"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "regularfile",
                "ghost",
                "pipe",
                "eventfd",
                "timerfd",
                "signalfd",
                "epoll",
                "memfd",
                "pty",
                "ptyqueue"
            })
    void shouldSurviveTwoTrips(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            victim.assertUnharmed();
            trip(victim, image);
            victim.assertUnharmed();
            trip(victim, Files.createDirectory(tmp.resolve("second")));
            victim.assertUnharmed();
        }
    }

    private static void trip(Victim victim, Path image) throws Exception {
        Crj.run("dump", "-t", victim.pid(), "-D", image.toString());
        victim.awaitGone();
        Crj.run("restore", "-D", image.toString(), "-d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "regularfile",
                "ghost",
                "pipe",
                "eventfd",
                "timerfd",
                "signalfd",
                "epoll",
                "memfd",
                "pty",
                "ptyqueue"
            })
    void shouldNotNoticeADump(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "-R");
            victim.assertUnharmed();
        }
    }

    /** CRIU keeps no semaphores, and of a terminal's input complete lines only: those victims are not among these. */
    @ParameterizedTest
    @ValueSource(strings = {"regularfile", "ghost", "pipe", "timerfd", "signalfd", "epoll", "memfd", "pty"})
    void shouldDumpWhatCriuRestores(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            Crj.run("dump", "-t", victim.pid(), "-D", image.toString());
            victim.awaitGone();
            CriuPeer.restore(image);
            victim.assertUnharmed();
        }
    }

    /** CRIU forgets the ticks of a periodic timer that nobody has asked since it expired: that victim is not among these. */
    @ParameterizedTest
    @ValueSource(strings = {"regularfile", "ghost", "pipe", "signalfd", "epoll", "memfd", "pty"})
    void shouldRestoreWhatCriuDumped(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            CriuPeer.dump(Integer.parseInt(victim.pid()), image);
            victim.awaitGone();
            Crj.run("restore", "-D", image.toString(), "-d");
            victim.assertUnharmed();
        }
    }
}
