package io.crj.chaos.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sample of what deploy/fuzz.sh does at length; another one with -Dcrj.fuzz.seed and -Dcrj.fuzz.runs. */
class FuzzTest {

    private static final long SEED = Long.getLong("crj.fuzz.seed", 1);
    private static final long RUNS = Long.getLong("crj.fuzz.runs", 5000);

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldTakeHostileInputsAsErrors() {
        System.out.printf("fuzz: seed %d, %,d inputs for each reader%n", SEED, RUNS);
        for (Fuzzer fuzzer : FuzzMain.all(folder)) {
            FuzzRun run = new FuzzRun(fuzzer);
            assertThatCode(() -> run.run(SEED, RUNS)).doesNotThrowAnyException();
            System.out.println(run.report());
        }
    }
}
