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
import java.util.function.Function;

/** What the host that a tree goes to has to have for the files that it uses by name. */
final class FileNeeds {

    static final int ANY_SIZE = -1;
    /** Whoever looks on the other host does so some moments later: what was made or written just now is in motion by then. */
    private static final Duration IN_MOTION = Duration.ofSeconds(10);

    private FileNeeds() {}

    /** Of a file that is mapped, run or lived in; empty when its contents travel with the image. */
    static Optional<FileNeed> of(NamedFile used, TreeOptions options) {
        NamedFile file = used.whereItIs();
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
                boolean sizeMatters = named.isRegular() && !file.isWritable() && !isBeingWritten(file);
                yield Optional.of(new FileNeed(route.name(), sizeMatters ? named.sizeBytes() : ANY_SIZE, named.mode()));
            }
        };
    }

    /** Of an open file: a busy tree makes files that are gone some moments later, and nothing is said of them. */
    static Optional<FileNeed> ofOpen(NamedFile file, TreeOptions options) {
        boolean isNew = file.stat().isRegular() && isLately(file, FileTimes::made);
        return isNew ? Optional.empty() : of(file, options);
    }

    /** Whether it may have another length some moments later, though not through this use of it. */
    static boolean isBeingWritten(NamedFile file) {
        return isLately(file, times -> Optional.of(times.written()));
    }

    private static boolean isLately(NamedFile file, Function<FileTimes, Optional<Instant>> event) {
        try {
            Instant lately = Instant.now().minus(IN_MOTION);
            return event.apply(PathCalls.times(file.procPath()))
                    .filter(lately::isBefore)
                    .isPresent();
        } catch (SyscallException e) {
            // A running tree closes and unmaps what it likes.
            return true;
        }
    }
}
