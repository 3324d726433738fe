package io.crj.engine.resource.pipe;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.PipeDataEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.PipeCalls;

/** A pipe that is made anew; both its ends stay open here until all open files of the tree that lead to it are there. */
final class RestoredPipe implements AutoCloseable {

    /** Larger than any pipe-max-size somebody sets. */
    private static final int MAX_CAPACITY_BYTES = 1 << 30;

    private final PipeCalls.Ends ends;
    private boolean readerTaken;
    private boolean writerTaken;

    RestoredPipe() {
        this(PipeCalls.pipe(0));
    }

    private RestoredPipe(PipeCalls.Ends ends) {
        this.ends = ends;
    }

    /** One that exists already; {@code end}, either of its ends, is closed. */
    static RestoredPipe of(Fd end) {
        try (end) {
            if (!FileCalls.stat(end).isFifo()) {
                throw new EngineException("the descriptor supplied for a pipe is none");
            }
            // The reader first: without one, a pipe cannot be opened for writing.
            Fd reader = FileCalls.reopen(end, Fcntl.O_RDONLY | Fcntl.O_NONBLOCK);
            return new RestoredPipe(
                    new PipeCalls.Ends(reader, FileCalls.reopen(end, Fcntl.O_WRONLY | Fcntl.O_NONBLOCK)));
        }
    }

    /** Fills it with what the image has for it. */
    void fill(ImageEntry data) {
        PipeDataEntry entry = (PipeDataEntry) data.message();
        if (entry.hasSize()) {
            checkSize(entry);
            FileCalls.fcntl(ends.writer(), Fcntl.F_SETPIPE_SZ, entry.getSize());
        }
        byte[] bytes = data.payload();
        if (bytes.length > QueuedBytes.capacity(ends.writer())) {
            throw corrupt(
                    entry, "holds " + bytes.length + " bytes, more than its " + QueuedBytes.capacity(ends.writer()));
        }
        if (bytes.length != 0) {
            FileCalls.writeFully(ends.writer(), bytes);
        }
    }

    private static void checkSize(PipeDataEntry entry) {
        if (entry.getSize() <= 0 || entry.getSize() > MAX_CAPACITY_BYTES) {
            throw corrupt(entry, "has a capacity of " + Integer.toUnsignedString(entry.getSize()) + " bytes");
        }
    }

    private static ImageFormatException corrupt(PipeDataEntry entry, String why) {
        return new ImageFormatException(
                ImageKind.PIPES_DATA.fileName(0), "pipe " + Integer.toUnsignedString(entry.getPipeId()) + " " + why);
    }

    /** One more open file of one end, or of both. */
    Fd open(int flags) {
        int access = flags & Fcntl.O_ACCMODE;
        // pipe(2) gives open files without O_LARGEFILE, open(2) only such with it; and the flag can be seen.
        boolean original = (flags & Fcntl.O_LARGEFILE) == 0;
        if (original && access == Fcntl.O_RDONLY && !readerTaken) {
            readerTaken = true;
            return FileCalls.duplicate(ends.reader());
        }
        if (original && access == Fcntl.O_WRONLY && !writerTaken) {
            writerTaken = true;
            return FileCalls.duplicate(ends.writer());
        }
        Fd end = access == Fcntl.O_WRONLY ? ends.writer() : ends.reader();
        return FileCalls.reopen(end, flags & (Fcntl.O_ACCMODE | Fcntl.O_NONBLOCK));
    }

    @Override
    public void close() {
        ends.close();
    }
}
