package io.crj.engine.resource.regularfile;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.NotedPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/**
 * A name that a restore gives a file where there was none: for a moment, or for good if the tree runs.
 *
 * <p>What somebody else has put there before the note was made is not touched.
 */
public final class MadeFileAftermath implements Aftermath {

    public static final String KIND = "made-file";

    private static final String SINCE = "since";
    private static final String FOR_GOOD = "for-good";
    private static final long TICK_MILLIS = 20;

    /**
     * To be noted when there is nothing of that name.
     *
     * @param forGood whether it stays once the tree runs
     */
    static SideEffect effect(NotedPath name, boolean forGood) {
        return name.effect(KIND, Map.of(SINCE, Instant.now().toString(), FOR_GOOD, Boolean.toString(forGood)));
    }

    @Override
    public void undo(Map<String, String> facts) {
        NotedPath.read(facts).reach().ifPresent(name -> remove(name, Instant.parse(SideEffect.fact(facts, SINCE))));
    }

    private static void remove(String name, Instant since) {
        try {
            FileTime changed = (FileTime) Files.getAttribute(Path.of(name), "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            // File systems keep time in ticks: a file may seem somewhat older than it is.
            if (changed.toInstant().isAfter(since.minusMillis(TICK_MILLIS))) {
                remove(name);
            }
        } catch (NoSuchFileException e) {
            // As it should be.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + name, e);
        }
    }

    /** Empties nothing: a directory that somebody uses is not ours any more. */
    private static void remove(String name) throws IOException {
        Path path = Path.of(name);
        BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!file.isDirectory()) {
            FileCalls.unlink(name);
        } else {
            try (var inside = Files.newDirectoryStream(path)) {
                if (!inside.iterator().hasNext()) {
                    FileCalls.removeDirectory(name);
                }
            }
        }
    }

    @Override
    public void complete(Map<String, String> facts) {
        if (!Boolean.parseBoolean(SideEffect.fact(facts, FOR_GOOD))) {
            undo(facts);
        }
    }

    @Override
    public boolean outlivesKernel() {
        return true;
    }
}
