package io.crj.coordinator.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** A lock that its process holds as long as it lives, so that others see whether it does: fcntl(2) locks of a file. */
final class OwnerLock implements AutoCloseable {

    /** Of this process: opening such a file again, and closing it, would give the lock up. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path path;
    private final FileChannel channel;

    private OwnerLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Null when it is held, here or elsewhere. */
    static OwnerLock tryTake(Path file) {
        Path path = file.toAbsolutePath().normalize();
        synchronized (HELD) {
            if (HELD.contains(path)) {
                return null;
            }
            try {
                FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    channel.close();
                    return null;
                }
                HELD.add(path);
                return new OwnerLock(path, channel);
            } catch (IOException failed) {
                throw new MigrationLogException(path + " cannot be locked: " + failed.getMessage(), false, failed);
            }
        }
    }

    /** Whether somebody holds it now. */
    static boolean isHeld(Path file) {
        Path path = file.toAbsolutePath().normalize();
        synchronized (HELD) {
            if (HELD.contains(path)) {
                return true;
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                return lock == null;
            } catch (NoSuchFileException never) {
                return false;
            } catch (IOException failed) {
                throw new MigrationLogException(path + " cannot be locked: " + failed.getMessage(), false, failed);
            }
        }
    }

    @Override
    public void close() {
        synchronized (HELD) {
            try {
                channel.close();
            } catch (IOException released) {
                throw new MigrationLogException(path + ": " + released.getMessage(), false, released);
            } finally {
                HELD.remove(path);
            }
        }
    }
}
