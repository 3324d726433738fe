package io.crj.chaos.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** All fuzzers as a program: {@code --runs N} inputs for each, {@code --seed S} of the first. Exits with 1 after a finding. */
public final class FuzzMain {

    private FuzzMain() {}

    public static void main(String[] args) throws IOException {
        long runs = option(args, "--runs", 1_000_000);
        long seed = option(args, "--seed", System.nanoTime());
        System.out.printf("seed %d, %,d inputs for each reader%n", seed, runs);
        for (Fuzzer fuzzer : all(Files.createTempDirectory("crj-fuzz"))) {
            FuzzRun run = new FuzzRun(fuzzer);
            run.run(seed, runs);
            System.out.println(run.report());
        }
    }

    /** @param folder for those that need files */
    static List<Fuzzer> all(Path folder) {
        // Each refusal is logged, with a reason; a million of them help nobody.
        ((Logger) LoggerFactory.getLogger("io.crj.wire")).setLevel(Level.OFF);
        return List.of(new ControlFuzzer(), new StreamFuzzer(), new ImageFuzzer(folder), new FamilyFuzzer());
    }

    private static long option(String[] args, String name, long fallback) {
        for (int i = 0; i + 1 < args.length; i += 2) {
            if (args[i].equals(name)) {
                return Long.parseLong(args[i + 1]);
            }
        }
        return fallback;
    }
}
