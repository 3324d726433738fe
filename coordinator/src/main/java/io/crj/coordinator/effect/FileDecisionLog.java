package io.crj.coordinator.effect;

import io.crj.coordinator.migration.Decision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Decisions in a local file, one line each, appended and synced before anybody hears of them.
 *
 * <pre>
 *   MIGRATION-ID SPACE (COMMIT|ABORT) NEWLINE
 * </pre>
 *
 * <p>A last line without newline was never acted on, because the sync had not returned; it is cut off. Several processes
 * may share the file; they take turns with a file lock.
 */
public final class FileDecisionLog implements DecisionLog {

    private final Path file;

    /** Uses {@code file}, which is made with its folder when the first decision is written. */
    public FileDecisionLog(Path file) {
        this.file = file;
    }

    /** Makes sure that a decision could be written, so that a missing right is found before anything is touched. */
    public void prepare() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        try (FileChannel channel = open()) {
            channel.force(true);
        }
        // The file's name must survive a power cut too.
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public synchronized Decision decide(String migrationId, Decision wanted) {
        try {
            prepare();
        } catch (IOException unusable) {
            throw new DecisionLogException(file + " cannot be opened: " + unusable.getMessage(), true, unusable);
        }
        try (FileChannel channel = open()) {
            lockUntilClosed(channel);
            Decision held = lookUp(channel, migrationId);
            if (held != null) {
                return held;
            }
            append(channel, migrationId + " " + wanted + "\n");
            return wanted;
        } catch (IOException failed) {
            throw new DecisionLogException(file + ": " + failed.getMessage(), false, failed);
        }
    }

    private static void lockUntilClosed(FileChannel channel) throws IOException {
        FileLock lock = channel.lock();
        if (!lock.isValid()) {
            throw new IOException("the lock was lost");
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Leaves the channel's position after the last whole line. */
    private static Decision lookUp(FileChannel channel, String migrationId) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
            // Reads on until all is there.
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        int whole = text.lastIndexOf('\n') + 1;
        channel.position(text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
        return text.substring(0, whole)
                .lines()
                .filter(line -> line.startsWith(migrationId + " "))
                .findFirst()
                .map(line -> Decision.valueOf(line.substring(migrationId.length() + 1)))
                .orElse(null);
    }

    private void append(FileChannel channel, String line) throws IOException {
        long end = channel.position();
        try {
            channel.truncate(end);
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException failed) {
            takeBack(channel, end, failed);
        }
    }

    /** After a failed sync only a successful one of the shorter file makes it certain that nothing is there. */
    private void takeBack(FileChannel channel, long end, IOException cause) throws IOException {
        channel.truncate(end);
        channel.force(true);
        throw new DecisionLogException(file + " cannot be written: " + cause.getMessage(), true, cause);
    }
}
