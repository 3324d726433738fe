package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.engine.hold.HoldMethod;
import io.crj.engine.journal.Recovery;
import io.crj.engine.testing.LineJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A dumper is killed at whatever moment of its work: the program, freed of what held it, is as before.
 *
 * <p>{@code -Dcrj.kills=N} and {@code -Dcrj.seed=S} make it longer, and repeat it.
 */
class KilledDumpTest {

    private static final int KILLS = Integer.getInteger("crj.kills", 3);
    private static final long SEED = Long.getLong("crj.seed", System.nanoTime());
    /** A dump of one of these programs and the pause after it take about this long. */
    private static final int LONGEST_MILLIS = 60;

    @TempDir
    Path tmp;

    @ParameterizedTest
    @ValueSource(strings = {"sleepers", "trapper"})
    void shouldNotHarmTheProgram(String name) throws Exception {
        Random random = new Random(SEED);
        try (Victim victim = Victim.start(name, tmp)) {
            int pid = Integer.parseInt(victim.pid());
            victim.assertUnharmed();
            List<String> maps = maps(pid);
            for (int i = 0; i < KILLS; i++) {
                int millis = random.nextInt(LONGEST_MILLIS);
                String what = "seed " + SEED + ", kill " + i + " after " + millis + " ms";
                try (Mortal dump = JournalledDump.loop(pid, tmp, HoldMethod.AUTOMATIC)) {
                    Thread.sleep(millis);
                    dump.kill();
                }
                Recovery.of(LineJournal.left(JournalledDump.journal(tmp))).undo();
                Files.delete(JournalledDump.journal(tmp));
                assertThat(Path.of("/proc/" + pid + "/status"))
                        .as(what)
                        .content()
                        .doesNotContain("State:\tZ");
                victim.assertUnharmed();
                await(what).untilAsserted(() -> assertThat(maps(pid)).isEqualTo(maps));
            }
        }
    }

    private static List<String> maps(int pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/maps"));
    }
}
