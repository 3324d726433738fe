package io.crj.engine.resource;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.PipeDataEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SocketCalls;

/** What waits in a pipe, with a name or without, for its reader. */
public final class QueuedBytes {

    /** Larger than any pipe-max-size somebody sets. */
    private static final int MAX_CAPACITY_BYTES = 1 << 30;

    private QueuedBytes() {}

    /** How many bytes wait; through either end. */
    public static int count(Fd end) {
        return SocketCalls.ioctlInt(end, Sockios.SIOCINQ);
    }

    /** Most bytes that the pipe holds. */
    public static int capacity(Fd end) {
        return (int) FileCalls.fcntl(end, Fcntl.F_GETPIPE_SZ, 0);
    }

    /** Writes a pipe's queue and its capacity into the image. */
    public static void dump(Fd reader, int pipeId, String link, ImageKind kind, ImageBuilder image) {
        PipeBuffers queue = PipeBuffers.copy(reader, link);
        PipeDataEntry data = PipeDataEntry.newBuilder()
                .setPipeId(pipeId)
                .setBytes(queue.bytes().length)
                .setSize(capacity(reader))
                .addAllCrjBuffers(queue.lengths())
                .build();
        image.add(kind, 0, data, queue.bytes());
    }

    /** Fills a pipe with what the image has for it. */
    public static void restore(Fd writer, ImageEntry data, ImageKind kind) {
        PipeDataEntry entry = (PipeDataEntry) data.message();
        if (entry.hasSize()) {
            if (entry.getSize() <= 0 || entry.getSize() > MAX_CAPACITY_BYTES) {
                throw corrupt(kind, entry, "has a capacity of " + Integer.toUnsignedString(entry.getSize()) + " bytes");
            }
            FileCalls.fcntl(writer, Fcntl.F_SETPIPE_SZ, entry.getSize());
        }
        byte[] bytes = data.payload();
        if (bytes.length > capacity(writer)) {
            throw corrupt(kind, entry, "holds " + bytes.length + " bytes, more than its " + capacity(writer));
        }
        PipeBuffers queue = new PipeBuffers(bytes, entry.getCrjBuffersList());
        if (!queue.fits()) {
            throw corrupt(kind, entry, "holds packets that are not " + bytes.length + " bytes");
        }
        queue.write(writer);
    }

    private static ImageFormatException corrupt(ImageKind kind, PipeDataEntry entry, String why) {
        return new ImageFormatException(
                kind.fileName(0), "pipe " + Integer.toUnsignedString(entry.getPipeId()) + " " + why);
    }
}
