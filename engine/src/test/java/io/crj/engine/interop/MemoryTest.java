package io.crj.engine.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory of every make, there and back again. */
class MemoryTest {

    @TempDir
    Path tmp;

    private Path image;

    @BeforeEach
    void createImageDirectory() throws Exception {
        image = Files.createDirectory(tmp.resolve("image"));
    }

    @Test
    void shouldSurviveTwoTrips() throws Exception {
        try (Victim victim = Victim.start("memory", tmp)) {
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

    @Test
    void shouldNotNoticeADump() throws Exception {
        try (Victim victim = Victim.start("memory", tmp)) {
            Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "-R");
            victim.assertUnharmed();
        }
    }
}
