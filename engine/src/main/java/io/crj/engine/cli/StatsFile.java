package io.crj.engine.cli;

import io.crj.engine.DumpStats;
import io.crj.engine.RoundStats;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageDirectory;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.DumpStatsEntry;
import io.crj.engine.image.proto.StatsEntry;
import java.util.concurrent.TimeUnit;

/** Writes {@code stats-dump}: how long what took, in microseconds, and how many pages went where. */
final class StatsFile {

    private StatsFile() {}

    /** Figures of a final dump; the tree counts as frozen up to this call. */
    static void write(ImageDirectory directory, DumpStats stats) {
        write(
                directory,
                entry(directory, stats.pagesTotal())
                        .setFreezingTime(phase(stats, "freeze"))
                        .setFrozenTime(micros(System.nanoTime() - stats.frozenAtNanos()))
                        .setMemdumpTime(phase(stats, "scan"))
                        .setMemwriteTime(phase(stats, "send")));
    }

    /** Figures of a round, in which nothing stands still for longer than it takes to look. */
    static void write(ImageDirectory directory, RoundStats stats) {
        write(
                directory,
                entry(directory, stats.pagesScanned())
                        .setFreezingTime(0)
                        .setFrozenTime(0)
                        .setMemdumpTime(micros(stats.durationNanos()))
                        .setMemwriteTime(0));
    }

    private static DumpStatsEntry.Builder entry(ImageDirectory directory, long scanned) {
        return DumpStatsEntry.newBuilder()
                .setPagesScanned(scanned)
                .setPagesSkippedParent(directory.pagesSkipped())
                .setPagesWritten(directory.pagesWritten())
                .setPagesLazy(0);
    }

    private static void write(ImageDirectory directory, DumpStatsEntry.Builder entry) {
        ImageBuilder builder = new ImageBuilder();
        builder.add(
                ImageKind.STATS_DUMP, 0, StatsEntry.newBuilder().setDump(entry).build());
        builder.files().forEach(directory::file);
    }

    private static int phase(DumpStats stats, String name) {
        return micros(stats.phaseNanos().getOrDefault(name, 0L));
    }

    private static int micros(long nanos) {
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMicros(nanos));
    }
}
