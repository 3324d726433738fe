package io.crj.engine.cli;

import static io.crj.engine.image.PageSpace.Kind.PROCESS;
import static io.crj.engine.image.PageSpace.Kind.SHARED;

import com.google.protobuf.Message;
import io.crj.engine.DumpStats;
import io.crj.engine.RoundStats;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageDirectory;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.DumpStatsEntry;
import io.crj.engine.image.proto.RestoreStatsEntry;
import io.crj.engine.image.proto.StatsEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/** {@code stats-dump} or {@code stats-restore}: how long what took, in microseconds, and how many pages went where. */
final class StatsFile {

    private final ImageKind kind;
    private final StatsEntry entry;

    private StatsFile(ImageKind kind, StatsEntry entry) {
        this.kind = kind;
        this.entry = entry;
    }

    /** Figures of a final dump; the tree counts as frozen up to this call. */
    static StatsFile of(ImageDirectory directory, DumpStats stats) {
        return dump(entry(directory, stats.pagesTotal())
                .setFreezingTime(phase(stats, "freeze"))
                .setFrozenTime(micros(System.nanoTime() - stats.frozenAtNanos()))
                .setMemdumpTime(phase(stats, "scan"))
                .setMemwriteTime(phase(stats, "send")));
    }

    /** Figures of a round, in which nothing stands still for longer than it takes to look. */
    static StatsFile of(ImageDirectory directory, RoundStats stats) {
        return dump(entry(directory, stats.pagesScanned())
                .setFreezingTime(0)
                .setFrozenTime(0)
                .setMemdumpTime(micros(stats.durationNanos()))
                .setMemwriteTime(0));
    }

    /**
     * Figures of a restore.
     *
     * @param makingNanos until the tree's processes were there
     * @param totalNanos until they ran
     */
    static StatsFile ofRestore(long pages, long makingNanos, long totalNanos) {
        RestoreStatsEntry figures = RestoreStatsEntry.newBuilder()
                .setPagesCompared(0)
                .setPagesSkippedCow(0)
                .setForkingTime(micros(makingNanos))
                .setRestoreTime(micros(totalNanos))
                .setPagesRestored(pages)
                .build();
        return new StatsFile(
                ImageKind.STATS_RESTORE,
                StatsEntry.newBuilder().setRestore(figures).build());
    }

    private static StatsFile dump(DumpStatsEntry.Builder figures) {
        return new StatsFile(
                ImageKind.STATS_DUMP, StatsEntry.newBuilder().setDump(figures).build());
    }

    private static DumpStatsEntry.Builder entry(ImageDirectory directory, long scanned) {
        return DumpStatsEntry.newBuilder()
                .setPagesScanned(scanned)
                .setPagesSkippedParent(directory.pagesSkipped(PROCESS))
                .setPagesWritten(directory.pagesWritten(PROCESS))
                .setShpagesSkippedParent(directory.pagesSkipped(SHARED))
                .setShpagesWritten(directory.pagesWritten(SHARED))
                .setPagesLazy(0);
    }

    /**
     * Writes the file.
     *
     * @param work the directory it goes to
     * @param display prints the figures on the output of {@code command} as well
     */
    void write(Path work, boolean display, CommandSpec command) {
        ImageBuilder builder = new ImageBuilder();
        builder.add(kind, 0, entry);
        for (Map.Entry<String, byte[]> file : builder.files().entrySet()) {
            try {
                Files.write(work.resolve(file.getKey()), file.getValue());
            } catch (IOException e) {
                // Figures are no reason to give up a tree that has been dumped or restored.
                LoggerFactory.getLogger(StatsFile.class).warn("cannot write {}: {}", work.resolve(file.getKey()), e);
            }
        }
        if (display) {
            print(command.commandLine().getOut());
        }
    }

    private void print(PrintWriter out) {
        Message figures = entry.hasDump() ? entry.getDump() : entry.getRestore();
        figures.getAllFields().forEach((field, value) -> {
            String unit = field.getName().endsWith("_time") ? " us" : "";
            out.println(field.getName().replace('_', ' ') + ": " + value + unit);
        });
        out.flush();
    }

    private static int phase(DumpStats stats, String name) {
        return micros(stats.phaseNanos().getOrDefault(name, 0L));
    }

    private static int micros(long nanos) {
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMicros(nanos));
    }
}
