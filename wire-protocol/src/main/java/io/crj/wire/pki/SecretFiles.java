package io.crj.wire.pki;

import io.crj.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that only their owner may read, and their neighbours that everybody may. */
public final class SecretFiles {

    private static final int ROOT = 0;
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private SecretFiles() {}

    /** Refuses a file that others may read or change, and one that belongs to another user than us or root. */
    public static void check(Path file) {
        try {
            Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
            others.addAll(Files.getPosixFilePermissions(file));
            others.removeAll(OWNERS);
            if (!others.isEmpty()) {
                throw new WireException(file + " is open to others than its owner (" + others
                        + "), so what it holds may be no secret any more; replace it, or if you are sure that nobody has read"
                        + " it: chmod 600 " + file);
            }
            int owner = (Integer) Files.getAttribute(file, "unix:uid");
            if (owner != ROOT && owner != (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) {
                throw new WireException(file + " belongs to user " + owner + "; chown it to the one that uses it");
            }
        } catch (NoSuchFileException missing) {
            throw new WireException(file + " is not there", missing);
        } catch (IOException unreadable) {
            throw new WireException(file + " cannot be examined (" + unreadable + "); run as root", unreadable);
        }
    }

    static void makeFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException failed) {
            throw new WireException(folder + " cannot be made: " + failed, failed);
        }
    }

    /** A new file with mode 0600; one that is there already is never touched. */
    static void writeSecret(Path file, String content) {
        write(file, content, "rw-------");
    }

    /** A new file with mode 0644. */
    static void writePublic(Path file, String content) {
        write(file, content, "rw-r--r--");
    }

    private static void write(Path file, String content, String mode) {
        try (FileChannel channel = FileChannel.open(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException taken) {
            throw new WireException(
                    file + " is there already and is not overwritten; move it away or name another folder with --dir",
                    taken);
        } catch (IOException failed) {
            throw new WireException(file + " cannot be written: " + failed, failed);
        }
    }
}
