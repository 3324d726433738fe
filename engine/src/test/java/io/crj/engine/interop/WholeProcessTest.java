package io.crj.engine.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to a process, open files apart: its tasks, and its memory with guard regions; there and back again. */
class WholeProcessTest {

    @TempDir
    Path tmp;

    private Path image;

    @BeforeEach
    void createImageDirectory() throws Exception {
        image = Files.createDirectory(tmp.resolve("image"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"task", "memory"})
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
    @ValueSource(strings = {"task", "memory"})
    void shouldNotNoticeADump(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "-R");
            victim.assertUnharmed();
        }
    }
}
