package io.crj.agent.journal;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals of one agent's migrations, a file each in a directory of its own; those that have ended too, for a while.
 * One agent at a time.
 */
public final class MigrationStore implements AutoCloseable {

    static final String UNFINISHED = ".tmp";

    private static final Logger LOG = LoggerFactory.getLogger(MigrationStore.class);
    private static final String SUFFIX = ".journal";
    private static final String LOCK = "lock";
    private static final String FORGOTTEN = "forgotten";

    private final Path directory;
    private final FileChannel lock;

    private MigrationStore(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Makes the directory if need be.
     *
     * @throws EngineException when it cannot be used or another agent uses it
     */
    public static MigrationStore open(Path directory) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel channel = FileChannel.open(
                    directory.resolve(LOCK),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    MigrationJournal.PRIVATE);
            if (!isOurs(channel)) {
                channel.close();
                throw new EngineException(
                        "another crj-agent uses " + directory + "; give this one another --state-dir");
            }
            return new MigrationStore(directory, channel);
        } catch (IOException e) {
            throw new EngineException("cannot use " + directory + " (--state-dir): " + e, e);
        }
    }

    private static boolean isOurs(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (java.nio.channels.OverlappingFileLockException inThisProcess) {
            return false;
        }
    }

    /** Begins a journal; on return it survives the host. */
    public MigrationJournal create(MigrationHeader header, RecordedState first) {
        return MigrationJournal.create(file(header.id()), header, first);
    }

    /**
     * What agents before have left, oldest first; files of migrations that had not begun are removed.
     *
     * @throws EngineException when one cannot be read: to go on without it could make two copies of a tree, or lose one
     */
    public List<MigrationJournal> reopen() {
        List<MigrationJournal> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (file.toString().endsWith(UNFINISHED)) {
                    Files.delete(file);
                } else if (file.toString().endsWith(SUFFIX)) {
                    reopen(file).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new EngineException("cannot read " + directory + " (--state-dir): " + e, e);
        }
        found.sort(Comparator.comparingLong(journal -> journal.header().begunUnixNanos()));
        return found;
    }

    private static Optional<MigrationJournal> reopen(Path file) throws IOException {
        Optional<MigrationFile> content = MigrationFile.read(file);
        if (content.isEmpty()) {
            Files.delete(file);
            return Optional.empty();
        }
        return Optional.of(MigrationJournal.reopen(file, content.get()));
    }

    /**
     * Drops what is kept of a migration that has ended.
     *
     * @param ran the tree ran here: from now on an unknown id may be one of those
     */
    public void forget(String migrationId, boolean ran) {
        try {
            if (ran && !hasForgottenWhatRan()) {
                Files.createFile(directory.resolve(FORGOTTEN), MigrationJournal.PRIVATE);
            }
            Files.deleteIfExists(file(migrationId));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a tree ran here of a migration that nothing is known of any more. */
    public boolean hasForgottenWhatRan() {
        return Files.exists(directory.resolve(FORGOTTEN));
    }

    private Path file(String migrationId) {
        return directory.resolve(migrationId + SUFFIX);
    }

    /** Another agent may use it. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("state of the agent", e);
        }
    }
}
