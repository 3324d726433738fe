package io.crj.engine.resource;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.PipeDataEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.PipeCalls;
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

    /** A copy of them; they stay where they are. */
    private static byte[] copy(Fd reader, String link) {
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

    /**
     * Refuses packets (O_DIRECT) that wait: their bounds would be lost.
     *
     * @param end of the open file that {@code probe} describes
     */
    public static void checkPackets(FdProbe probe, Fd end) {
        if (isPacketMode(probe) && count(end) != 0) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "a pipe in packet mode (O_DIRECT) with packets queued is not supported yet");
        }
    }

    /** Whether what is written to it stays apart. */
    public static boolean isPacketMode(FdProbe probe) {
        return (probe.info().flags() & Fcntl.O_DIRECT) != 0;
    }

    /** Writes a pipe's queue and its capacity into the image. */
    public static void dump(Fd reader, int pipeId, String link, ImageKind kind, ImageBuilder image) {
        byte[] bytes = copy(reader, link);
        PipeDataEntry data = PipeDataEntry.newBuilder()
                .setPipeId(pipeId)
                .setBytes(bytes.length)
                .setSize(capacity(reader))
                .build();
        image.add(kind, 0, data, bytes);
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
        if (bytes.length != 0) {
            FileCalls.writeFully(writer, bytes);
        }
    }

    private static ImageFormatException corrupt(ImageKind kind, PipeDataEntry entry, String why) {
        return new ImageFormatException(
                kind.fileName(0), "pipe " + Integer.toUnsignedString(entry.getPipeId()) + " " + why);
    }
}
