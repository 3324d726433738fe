package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.engine.hold.HoldMethod;
import io.crj.engine.journal.Recovery;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.testing.LineJournal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.TestReporter;
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
    /** Where the code of remote calls is, before the end of the vdso. */
    private static final int AREA_BYTES = 8 + 2 * 512;

    @TempDir
    Path tmp;

    @ParameterizedTest
    @ValueSource(strings = {"sleepers", "trapper", "sequence"})
    void shouldNotHarmTheProgram(String name, TestReporter reporter) throws Exception {
        Random random = new Random(SEED);
        int hits = 0;
        try (Victim victim = Victim.start(name, tmp)) {
            int pid = Integer.parseInt(victim.pid());
            victim.assertUnharmed();
            List<String> maps = maps(pid);
            List<Integer> descriptors = descriptors(pid);
            for (int i = 0; i < KILLS; i++) {
                long seed = random.nextLong();
                String what = "kill " + i + " of seed " + SEED + ": " + seed;
                JournalledDump.die(pid, tmp, HoldMethod.AUTOMATIC, seed);
                hits += hasCodeOfOurs(pid, maps) ? 1 : 0;
                Recovery.of(LineJournal.left(JournalledDump.journal(tmp))).undo();
                Files.delete(JournalledDump.journal(tmp));
                assertThat(Path.of("/proc/" + pid + "/status"))
                        .as(what)
                        .content()
                        .doesNotContain("State:\tZ");
                victim.assertUnharmed();
                await(what).untilAsserted(() -> assertThat(maps(pid)).isEqualTo(maps));
                assertThat(descriptors(pid)).as(what).isEqualTo(descriptors);
            }
        }
        reporter.publishEntry("seed " + SEED, KILLS + " kills, " + hits + " of them during remote calls");
    }

    /** Whether the dumper died between its first remote call and the last. */
    private static boolean hasCodeOfOurs(int pid, List<String> maps) throws IOException {
        String vdso = maps.stream()
                .filter(line -> line.endsWith("[vdso]"))
                .findFirst()
                .orElseThrow();
        long end = Long.parseUnsignedLong(vdso.substring(vdso.indexOf('-') + 1, vdso.indexOf(' ')), 16);
        byte[] tail = new byte[AREA_BYTES];
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            memory.seek(end - AREA_BYTES);
            memory.readFully(tail);
        }
        return new String(tail, StandardCharsets.ISO_8859_1).startsWith("crj-heal");
    }

    private static List<Integer> descriptors(int pid) {
        return ProcFile.numbers("/proc/" + pid + "/fd");
    }

    private static List<String> maps(int pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/maps"));
    }
}
