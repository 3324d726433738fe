package io.crj.engine.namespace.net;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.proc.ProcFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** Files below {@code /proc/sys/net}: they show the network namespace of the thread that opens them. */
final class NetFiles {

    static final Path ROOT = Path.of("/proc/sys/net");

    private NetFiles() {}

    /**
     * The content without the newline behind it.
     *
     * @param path relative to {@link #ROOT}
     * @return empty when there is no such file, or nothing to read in it
     */
    static Optional<String> read(String path) {
        try {
            String text = ProcFile.text(ROOT.resolve(path).toString());
            return Optional.of(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        } catch (EngineException e) {
            // Some are only to be written, some have no value yet.
            return Optional.empty();
        }
    }

    /**
     * Writes a value unless it is there already, or the file is only for reading.
     *
     * @return false when this kernel has no such file
     */
    static boolean write(String path, String value) {
        Path file = ROOT.resolve(path);
        try {
            if (read(path).equals(Optional.of(value)) || !isWritable(file)) {
                return true;
            }
            Files.write(file, (value + "\n").getBytes(StandardCharsets.ISO_8859_1));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new EngineException("cannot set " + file + " to '" + value + "': " + e.getMessage(), e);
        }
    }

    /** By its mode: root may open any file. */
    private static boolean isWritable(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_WRITE);
    }
}
