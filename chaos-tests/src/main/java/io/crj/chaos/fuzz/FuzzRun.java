package io.crj.chaos.fuzz;

import com.sun.management.ThreadMXBean;
import io.crj.chaos.simulation.clock.Dice;
import java.lang.management.ManagementFactory;

/** Many inputs for one reader, one seed each, with an eye on time and memory. */
final class FuzzRun {

    private static final long NANOS_PER_MILLI = 1_000_000;
    /** Of the processor: how long it takes by the clock depends on what else the machine does. */
    private static final long LONGEST_MILLIS = 5000;

    private static final long BYTES_PER_BYTE = 256;
    private static final long WARM_UP = 300;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Fuzzer fuzzer;
    private long mostBytes;
    private long longestNanos;

    FuzzRun(Fuzzer fuzzer) {
        this.fuzzer = fuzzer;
    }

    /** Feeds the inputs of the seeds from {@code seed} on; the first that is not taken as it should ends the run. */
    void run(long seed, long inputs) {
        // Classes are loaded, which takes more memory and time than any input.
        for (long i = seed; i < seed + Math.min(inputs, WARM_UP); i++) {
            fuzzer.feed(new Dice(i));
        }
        for (long i = seed; i < seed + inputs; i++) {
            feed(i);
        }
    }

    private void feed(long seed) {
        long bytesBefore = threads.getCurrentThreadAllocatedBytes();
        long nanosBefore = threads.getCurrentThreadCpuTime();
        int length;
        try {
            length = fuzzer.feed(new Dice(seed));
        } catch (FuzzFinding finding) {
            throw new FuzzFinding(fuzzer.name() + ", seed " + seed + ": " + finding.getMessage(), finding);
        }
        long nanos = threads.getCurrentThreadCpuTime() - nanosBefore;
        long bytes = threads.getCurrentThreadAllocatedBytes() - bytesBefore;
        mostBytes = Math.max(mostBytes, bytes);
        longestNanos = Math.max(longestNanos, nanos);
        if (bytes > fuzzer.allowedBytes() + length * BYTES_PER_BYTE) {
            throw new FuzzFinding(fuzzer.name() + ", seed " + seed + ": " + length + " bytes of input took " + bytes
                    + " bytes of memory");
        }
        if (nanos > LONGEST_MILLIS * NANOS_PER_MILLI) {
            throw new FuzzFinding(
                    fuzzer.name() + ", seed " + seed + ": took " + nanos / NANOS_PER_MILLI + " ms of the processor");
        }
    }

    /** What was seen at most. */
    String report() {
        return String.format(
                "%s: at most %,d KiB and %,d ms of the processor for one input",
                fuzzer.name(), mostBytes >> 10, longestNanos / NANOS_PER_MILLI);
    }
}
