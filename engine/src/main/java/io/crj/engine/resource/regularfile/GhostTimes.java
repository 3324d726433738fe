package io.crj.engine.resource.regularfile;

import io.crj.engine.image.proto.GhostFileEntry;
import io.crj.engine.image.proto.Timeval;
import io.crj.engine.linux.sys.PathCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** When a ghost was last read and changed, to the microsecond. */
final class GhostTimes {

    private GhostTimes() {}

    static void read(String path, GhostFileEntry.Builder entry) {
        try {
            BasicFileAttributes times = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
            entry.setAtim(time(times.lastAccessTime())).setMtim(time(times.lastModifiedTime()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it was last changed when the image says. */
    static boolean isUntouched(String path, GhostFileEntry entry) {
        GhostFileEntry.Builder now = GhostFileEntry.newBuilder();
        read(path, now);
        return entry.hasMtim() && now.getMtim().equals(entry.getMtim());
    }

    static void restore(String path, GhostFileEntry entry) {
        if (entry.hasAtim() && entry.hasMtim()) {
            PathCalls.setTimes(path, time(entry.getAtim()), time(entry.getMtim()));
        }
    }

    private static Timeval time(FileTime time) {
        long micros = time.to(TimeUnit.MICROSECONDS);
        long perSecond = TimeUnit.SECONDS.toMicros(1);
        return Timeval.newBuilder()
                .setTvSec(Math.floorDiv(micros, perSecond))
                .setTvUsec(Math.floorMod(micros, perSecond))
                .build();
    }

    private static Instant time(Timeval time) {
        return Instant.EPOCH.plus(TimeUnit.SECONDS.toMicros(time.getTvSec()) + time.getTvUsec(), ChronoUnit.MICROS);
    }
}
