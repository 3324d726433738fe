package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A pid file: taken before anything is restored, written at the end, gone again if it never comes to that. */
final class PidFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private boolean written;

    private PidFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Creates the file, private to its owner. */
    static PidFile create(Path path) {
        try {
            FileChannel channel = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new PidFile(path, channel);
        } catch (FileAlreadyExistsException e) {
            throw new EngineException("pid file " + path + " exists already; remove it or name another one", e);
        } catch (IOException e) {
            throw new EngineException("cannot create pid file " + path + ": " + e, e);
        }
    }

    /** Writes {@code pid} in decimal, without a newline. */
    void write(int pid) {
        try {
            channel.write(ByteBuffer.wrap(Integer.toString(pid).getBytes(StandardCharsets.US_ASCII)));
            written = true;
        } catch (IOException e) {
            throw new EngineException(
                    "the tree runs as pid " + pid + ", but cannot write pid file " + path + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (!written) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new EngineException("cannot close pid file " + path + ": " + e, e);
        }
    }
}
