package io.crj.chaos.simulation;

import io.crj.chaos.simulation.fault.Variant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Many schedules of seeds in a row, on several threads; what comes out does not depend on how many. */
public final class Campaign {

    private static final int CHUNK = 500;

    private final long firstSeed;
    private final long runs;
    private final Supplier<Variant> variants;
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();

    /** @param variants makes one for each schedule, as a seeded bug may remember something */
    public Campaign(long firstSeed, long runs, Supplier<Variant> variants) {
        this.firstSeed = firstSeed;
        this.runs = runs;
        this.variants = variants;
    }

    /**
     * Runs all.
     *
     * @param progress hears now and then, from any thread, how many were begun
     */
    public Figures run(int threads, LongConsumer progress) throws InterruptedException {
        Figures all = new Figures();
        Thread[] workers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            workers[i] = new Thread(() -> work(all, progress), "simulation-" + i);
            workers[i].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return all;
    }

    /** Runs one after the other until a promise is broken; null when none was. */
    public Outcome firstViolation() {
        for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
            Outcome outcome = Simulation.run(seed, variants.get(), null);
            if (outcome.violation() != null) {
                return outcome;
            }
        }
        return null;
    }

    private void work(Figures all, LongConsumer progress) {
        Figures mine = new Figures();
        while (!stop.get()) {
            long from = next.getAndAdd(CHUNK);
            if (from >= runs) {
                break;
            }
            progress.accept(from);
            for (long i = from; i < Math.min(from + CHUNK, runs) && !stop.get(); i++) {
                mine.add(Simulation.run(firstSeed + i, variants.get(), null));
            }
        }
        synchronized (all) {
            all.add(mine);
        }
    }

    /** What is under way ends soon; the figures are those of what was run until then. */
    public void stop() {
        stop.set(true);
    }
}
