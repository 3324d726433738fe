package io.crj.engine.image;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The files of a directory that is being written; memory images hold secrets, so only the owner may read them. */
final class DirectoryFiles {

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<StandardOpenOption> REPLACE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private final Path directory;

    private DirectoryFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * Creates the directory, or takes one that holds logs only.
     *
     * @throws EngineException when it holds anything else: an image is never mixed with the rest of another
     */
    static DirectoryFiles prepare(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory, PRIVATE_DIRECTORY);
            }
            try (DirectoryStream<Path> present = Files.newDirectoryStream(directory)) {
                for (Path file : present) {
                    if (!isLog(file)) {
                        throw new EngineException("image directory " + directory + " already holds "
                                + file.getFileName() + "; empty it or name another one");
                    }
                }
            }
            return new DirectoryFiles(directory);
        } catch (IOException e) {
            throw new EngineException("cannot use image directory " + directory + ": " + e, e);
        }
    }

    private static boolean isLog(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && (name.equals("log") || name.endsWith(".log"));
    }

    /** Writes a whole file; the previous one of that name is gone. */
    void write(String name, byte[] content) {
        try (FileChannel channel = open(name)) {
            writeFully(channel, ByteBuffer.wrap(content), name);
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Creates or empties a file. */
    FileChannel open(String name) {
        if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new EngineException("\"" + name + "\" is no name for an image file");
        }
        try {
            return FileChannel.open(directory.resolve(name), REPLACE, PRIVATE);
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Appends all of {@code bytes} to {@code channel}, which belongs to the file {@code name}. */
    void writeFully(FileChannel channel, ByteBuffer bytes, String name) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    EngineException failure(String name, IOException cause) {
        return new EngineException(
                "cannot write " + directory.resolve(name) + ": " + cause.getMessage()
                        + "; the image in that directory is incomplete, remove it",
                cause);
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
