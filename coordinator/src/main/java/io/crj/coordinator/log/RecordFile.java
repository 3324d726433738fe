package io.crj.coordinator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The file of one migration: a record a line, appended and synced, never changed; the last whole one holds.
 *
 * <p>What follows the last whole record was never acted on, because its sync had not returned; the next append cuts it
 * off. Several processes take turns with a lock on the file.
 */
final class RecordFile {

    private static final Set<OpenOption> EXISTING = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);

    private final Path path;

    RecordFile(Path path) {
        this.path = path;
    }

    /** Null when there is no file, or no whole record in it. */
    LoggedMigration read() {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return scan(channel).last();
        } catch (NoSuchFileException absent) {
            return null;
        } catch (IOException failed) {
            throw new MigrationLogException(path + " cannot be read: " + failed.getMessage(), false, failed);
        }
    }

    /** Makes the file with its first record. */
    void create(LoggedMigration first) {
        write(NEW, held -> {
            if (held != null) {
                throw new IllegalStateException("migration " + first.id() + " is in the log already");
            }
            return first;
        });
        syncFolders();
    }

    /**
     * Appends what {@code change} makes of the last record; the same one means that nothing has to be added.
     *
     * @return what holds now; null when there was nothing to change
     */
    LoggedMigration change(UnaryOperator<LoggedMigration> change) {
        return write(EXISTING, held -> held == null ? null : change.apply(held));
    }

    private LoggedMigration write(Set<OpenOption> options, UnaryOperator<LoggedMigration> change) {
        // The lock is the process's, not the channel's, and closing any channel of the file gives it up.
        synchronized (RecordFile.class) {
            try (FileChannel channel = FileChannel.open(path, options)) {
                lockUntilClosed(channel);
                Scan scan = scan(channel);
                LoggedMigration next = change.apply(scan.last());
                if (next != null) {
                    boolean same = next.equals(scan.last());
                    put(channel, same ? scan.lastStart() : scan.end(), next, same);
                }
                return next;
            } catch (NoSuchFileException absent) {
                return null;
            } catch (IOException failed) {
                throw new MigrationLogException(path + ": " + failed.getMessage(), false, failed);
            }
        }
    }

    /**
     * Also a record that is there already is written and synced: whoever wrote it may have been told that its sync failed,
     * and the kernel tells that only once.
     */
    private void put(FileChannel channel, long position, LoggedMigration record, boolean again) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap((LogCodec.encode(record) + "\n").getBytes(StandardCharsets.UTF_8));
            if (!again) {
                channel.truncate(position);
            }
            channel.position(position);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException failed) {
            if (again) {
                throw failed;
            }
            takeBack(channel, position, failed);
        }
    }

    /** After a failed sync only a successful one of the shorter file makes it certain that nothing is there. */
    private void takeBack(FileChannel channel, long end, IOException cause) throws IOException {
        channel.truncate(end);
        channel.force(true);
        throw new MigrationLogException(path + " cannot be written: " + cause.getMessage(), true, cause);
    }

    private static void lockUntilClosed(FileChannel channel) throws IOException {
        FileLock lock = channel.lock();
        if (!lock.isValid()) {
            throw new IOException("the lock was lost");
        }
    }

    /**
     * What a file holds.
     *
     * @param last record; null for none
     * @param lastStart where it begins
     * @param end where it ends; bytes behind it are no whole record
     */
    private record Scan(LoggedMigration last, long lastStart, long end) {}

    private Scan scan(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {
            // Reads on until all is there.
        }
        byte[] bytes = buffer.array();
        Scan found = new Scan(null, 0, 0);
        boolean damaged = false;
        int start = 0;
        for (int at = 0; at < buffer.position(); at++) {
            if (bytes[at] == '\n') {
                LoggedMigration record = LogCodec.decode(new String(bytes, start, at - start, StandardCharsets.UTF_8));
                if (record != null && damaged) {
                    throw new IOException("damaged before byte " + start + "; mend or remove the file by hand");
                }
                damaged |= record == null;
                found = damaged ? found : new Scan(record, start, at + 1);
                start = at + 1;
            }
        }
        return found;
    }

    /** The file's name must survive a power cut too, and so must its folder's. */
    private void syncFolders() {
        Path folder = path.toAbsolutePath().getParent();
        for (Path each : new Path[] {folder, folder.getParent()}) {
            if (each != null) {
                try (FileChannel directory = FileChannel.open(each, StandardOpenOption.READ)) {
                    directory.force(true);
                } catch (IOException failed) {
                    throw new MigrationLogException(each + " cannot be synced: " + failed.getMessage(), false, failed);
                }
            }
        }
    }
}
