package io.crj.engine.resource.pipe;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.PipeCalls;
import io.crj.engine.linux.sys.SocketCalls;

/** What waits in a pipe for its reader. */
final class QueuedBytes {

    private QueuedBytes() {}

    /** How many bytes wait; through either end. */
    static int count(Fd end) {
        return SocketCalls.ioctlInt(end, Sockios.SIOCINQ);
    }

    /** Most bytes that the pipe holds. */
    static int capacity(Fd end) {
        return (int) FileCalls.fcntl(end, Fcntl.F_GETPIPE_SZ, 0);
    }

    /** A copy of them; they stay where they are. */
    static byte[] copy(Fd reader, String link) {
        int queued = count(reader);
        if (queued == 0) {
            return new byte[0];
        }
        try (PipeCalls.Ends copy = PipeCalls.pipe(0)) {
            // As many slots as the original has, for each of its writes may occupy one.
            FileCalls.fcntl(copy.writer(), Fcntl.F_SETPIPE_SZ, capacity(reader));
            int copied = PipeCalls.tee(reader, copy.writer(), queued);
            if (copied != queued) {
                throw new EngineException(link + ": " + queued + " bytes are queued, but only " + copied
                        + " could be copied; is somebody outside the tree reading it?");
            }
            return PipeCalls.readFully(copy.reader(), copied);
        }
    }
}
