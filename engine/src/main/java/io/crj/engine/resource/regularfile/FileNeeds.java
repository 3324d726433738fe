package io.crj.engine.resource.regularfile;

import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.FileTimes;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the host that a tree goes to has to have for the files that it uses by name. */
final class FileNeeds {

    static final int ANY_SIZE = -1;
    /** Whoever looks on the other host does so some moments later: what was made or written just now is in motion. */
    private static final Duration IN_MOTION = Duration.ofSeconds(10);

    private FileNeeds() {}

    /** Of a file that is mapped, run or lived in; empty when its contents travel with the image. */
    static Optional<FileNeed> of(NamedFile file, TreeOptions options) {
        Route route = Route.of(file, options);
        return switch (route.how()) {
            case GHOST, DEAD -> Optional.empty();
            case LINK -> {
                LinkPlace place = LinkPlace.of(file);
                yield Optional.of(
                        new FileNeed(place.directory(), ANY_SIZE, place.stat().mode()));
            }
            case NAME -> {
                FileStat named = file.statByName(route.name()).orElse(file.stat());
                boolean sizeMatters = named.isRegular() && !file.isWritable();
                yield Optional.of(new FileNeed(route.name(), sizeMatters ? named.sizeBytes() : ANY_SIZE, named.mode()));
            }
        };
    }

    /**
     * Of an open file. A busy tree makes files that are gone some moments later, and reads what is still being written: of the
     * former nothing is said, of the latter no size.
     */
    static Optional<FileNeed> ofOpen(NamedFile file, TreeOptions options) {
        Optional<FileNeed> need = of(file, options);
        if (need.isEmpty() || !file.stat().isRegular()) {
            return need;
        }
        try {
            FileTimes times = PathCalls.times(file.procPath());
            Instant lately = Instant.now().minus(IN_MOTION);
            if (times.made().filter(lately::isBefore).isPresent()) {
                return Optional.empty();
            }
            return lately.isBefore(times.written()) ? need.map(FileNeeds::ofAnySize) : need;
        } catch (SyscallException e) {
            // Closed while we looked.
            return Optional.empty();
        }
    }

    private static FileNeed ofAnySize(FileNeed need) {
        return new FileNeed(need.path(), ANY_SIZE, need.mode());
    }
}
