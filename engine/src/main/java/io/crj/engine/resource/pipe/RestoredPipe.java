package io.crj.engine.resource.pipe;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.PipeCalls;
import io.crj.engine.resource.QueuedBytes;

/** A pipe that is made anew; both its ends stay open here until all open files of the tree that lead to it are there. */
final class RestoredPipe implements AutoCloseable {

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
        QueuedBytes.restore(ends.writer(), data, ImageKind.PIPES_DATA);
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
