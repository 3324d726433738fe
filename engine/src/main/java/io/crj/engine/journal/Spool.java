package io.crj.engine.journal;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/**
 * Bytes that belong to a note and are too many for it: a private file below the directory {@code spool} beside the journal, which ends with the
 * kernel, as what it belongs to does.
 */
public final class Spool {

    public static final Path DIRECTORY = RunDirectory.path().resolve("spool");
    private static final int PRIVATE = 0600;

    private Spool() {}

    /** A name for a file that is not there yet. */
    public static Path name() {
        try {
            Files.createDirectories(
                    DIRECTORY, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return DIRECTORY.resolve(UUID.randomUUID().toString());
        } catch (IOException e) {
            throw new EngineException("cannot make " + DIRECTORY + ": " + e, e);
        }
    }

    public static void write(Path file, byte[] bytes) {
        int flags = Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_CLOEXEC;
        try (Fd out = FileCalls.open(file.toString(), flags, PRIVATE)) {
            FileCalls.writeFully(out, bytes);
        }
    }

    /** Empty when there is no such file, or not any more. */
    public static Optional<byte[]> read(String file) {
        try {
            return Files.exists(own(file)) ? Optional.of(Files.readAllBytes(own(file))) : Optional.empty();
        } catch (IOException e) {
            throw new EngineException("cannot read " + file + ": " + e, e);
        }
    }

    /** Harmless when there is none. */
    public static void delete(String file) {
        try {
            FileCalls.unlink(own(file).toString());
        } catch (SyscallException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    /** A journal leads to no other files. */
    public static Path own(String file) {
        Path path = Path.of(file).normalize();
        if (!DIRECTORY.equals(path.getParent())) {
            throw new EngineException("the journal names " + file + ", which is not in " + DIRECTORY);
        }
        return path;
    }
}
