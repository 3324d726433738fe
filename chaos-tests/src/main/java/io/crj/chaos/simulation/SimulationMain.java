package io.crj.chaos.simulation;

import io.crj.chaos.simulation.fault.Variant;
import java.io.PrintStream;

/**
 * The simulator as a program.
 *
 * <pre>
 *   --runs N [--seed S] [--threads T]   runs N schedules, of the seeds S, S+1, …; a random S when none is given
 *   --replay SEED                       runs one and prints all that happens
 * </pre>
 *
 * Exits with 1 when a promise was broken.
 */
public final class SimulationMain {

    private static final long PROGRESS_EVERY = 100_000;

    private final PrintStream out;
    private long runs = 100_000;
    private long seed = System.nanoTime();
    private int threads = Runtime.getRuntime().availableProcessors();
    private boolean replay;

    private SimulationMain(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException {
        SimulationMain program = new SimulationMain(System.out);
        program.read(args);
        int code = program.replay ? program.replay() : program.runAll();
        // A hook that waits for this thread must not be waited for by it.
        Runtime.getRuntime().halt(code);
    }

    private static void endEarly(Campaign campaign, Thread main) {
        campaign.stop();
        try {
            main.join();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(String[] args) {
        for (int i = 0; i + 1 < args.length; i += 2) {
            long value = Long.parseLong(args[i + 1]);
            switch (args[i]) {
                case "--runs" -> runs = value;
                case "--seed" -> seed = value;
                case "--threads" -> threads = Math.toIntExact(value);
                case "--replay" -> {
                    seed = value;
                    replay = true;
                }
                default -> throw new IllegalArgumentException(args[i] + " is no option");
            }
        }
    }

    private int replay() {
        Outcome outcome = Simulation.run(seed, Variant.PRODUCTION, out::println);
        out.println(outcome.violation() == null ? outcome.end() : "BROKEN: " + outcome.violation());
        return outcome.violation() == null ? 0 : 1;
    }

    private int runAll() throws InterruptedException {
        out.printf("seed %d, %,d schedules%n", seed, runs);
        Campaign campaign = new Campaign(seed, runs, () -> Variant.PRODUCTION);
        // Who is told to end still reports what was run until then.
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endEarly(campaign, main)));
        long startNanos = System.nanoTime();
        Figures figures = campaign.run(threads, begun -> {
            if (begun % PROGRESS_EVERY == 0 && begun > 0) {
                out.printf("%,d after %d s%n", begun, (System.nanoTime() - startNanos) / 1_000_000_000);
            }
        });
        out.printf("%n%s%n%d s%n", figures.report(), (System.nanoTime() - startNanos) / 1_000_000_000);
        return figures.violations().isEmpty() ? 0 : 1;
    }
}
