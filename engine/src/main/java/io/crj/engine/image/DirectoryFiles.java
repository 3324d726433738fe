package io.crj.engine.image;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
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
    private final boolean created;
    private final Set<String> written = new LinkedHashSet<>();

    private DirectoryFiles(Path directory, boolean created) {
        this.directory = directory;
        this.created = created;
    }

    /**
     * Creates the directory, or takes one without images in it.
     *
     * @throws EngineException when it holds a file of an image: one is never mixed with the rest of another
     */
    static DirectoryFiles prepare(Path directory) {
        try {
            boolean created = !Files.isDirectory(directory);
            if (created) {
                Files.createDirectory(directory, PRIVATE_DIRECTORY);
            }
            if (!Files.isWritable(directory)) {
                throw new EngineException("image directory " + directory + " cannot be written to");
            }
            try (DirectoryStream<Path> present = Files.newDirectoryStream(directory)) {
                for (Path file : present) {
                    if (isOfAnImage(file.getFileName().toString())) {
                        throw new EngineException("image directory " + directory + " already holds "
                                + file.getFileName() + "; empty it or name another one");
                    }
                }
            }
            return new DirectoryFiles(directory, created);
        } catch (IOException e) {
            throw new EngineException("cannot use image directory " + directory + ": " + e, e);
        }
    }

    private static boolean isOfAnImage(String name) {
        return name.endsWith(".img") || name.equals(ImageLayer.PARENT);
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
        written.add(name);
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

    /** A symbolic link. */
    void link(String name, Path target) {
        written.add(name);
        try {
            Files.createSymbolicLink(directory.resolve(name), target);
        } catch (IOException e) {
            throw failure(name, e);
        }
    }

    /** Takes back all that was written; the directory too, if it was made for that and holds nothing else. */
    void discard() {
        try {
            for (String name : written) {
                Files.deleteIfExists(directory.resolve(name));
            }
            if (created) {
                Files.delete(directory);
            }
        } catch (DirectoryNotEmptyException e) {
            // Logs stay: they tell why.
        } catch (IOException e) {
            throw new EngineException("cannot remove the incomplete image in " + directory + ": " + e, e);
        }
    }

    EngineException failure(String name, IOException cause) {
        String reason = cause instanceof FileSystemException failed && failed.getReason() != null
                ? failed.getReason()
                : cause.getMessage();
        return new EngineException("cannot write " + directory.resolve(name) + ": " + reason, cause);
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
