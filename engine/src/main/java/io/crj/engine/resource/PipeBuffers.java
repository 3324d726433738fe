package io.crj.engine.resource;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.PipeCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What waits in a pipe.
 *
 * @param lengths of the kernel's buffers, doubled, with 1 added to those that are packets (pipe(2) O_DIRECT), of which a
 *     read gets one and no more; empty when none are
 */
record PipeBuffers(byte[] bytes, List<Integer> lengths) {

    private static final int ONE_SLOT_BYTES = 4096;
    private static final int FEW_SLOTS_BYTES = 4 * ONE_SLOT_BYTES;

    /** A copy; they stay where they are. */
    static PipeBuffers copy(Fd reader, String link) {
        int queued = QueuedBytes.count(reader);
        if (queued == 0) {
            return new PipeBuffers(new byte[0], List.of());
        }
        try (PipeCalls.Ends copy = PipeCalls.pipe(0)) {
            // As many slots as the original has, for each of its writes may occupy one.
            FileCalls.fcntl(copy.writer(), Fcntl.F_SETPIPE_SZ, QueuedBytes.capacity(reader));
            int copied = PipeCalls.tee(reader, copy.writer(), queued);
            if (copied != queued) {
                throw new EngineException(link + ": " + queued + " bytes are queued, but only " + copied
                        + " could be copied; is somebody outside the tree reading it?");
            }
            Optional<byte[]> stream = withoutPackets(copy.reader(), queued);
            return stream.isPresent() ? new PipeBuffers(stream.get(), List.of()) : takeApart(copy.reader());
        }
    }

    /** Empty when there are packets, or when it would take more room than is allowed to find out at once. */
    private static Optional<byte[]> withoutPackets(Fd queue, int queued) {
        try (PipeCalls.Ends twice = PipeCalls.pipe(0)) {
            FileCalls.fcntl(twice.writer(), Fcntl.F_SETPIPE_SZ, 2 * QueuedBytes.capacity(queue));
            PipeCalls.tee(queue, twice.writer(), queued);
            PipeCalls.tee(queue, twice.writer(), queued);
            // Whatever is a packet ends a read, the last one before the second copy.
            byte[] bytes = PipeCalls.read(twice.reader(), 2 * queued);
            return bytes.length == 2 * queued ? Optional.of(Arrays.copyOf(bytes, queued)) : Optional.empty();
        } catch (SyscallException e) {
            if (e.errno() != Errno.EPERM) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static PipeBuffers takeApart(Fd queue) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Integer> lengths = new ArrayList<>();
        while (QueuedBytes.count(queue) != 0) {
            try (PipeCalls.Ends slot = PipeCalls.pipe(0);
                    PipeCalls.Ends pair = PipeCalls.pipe(0)) {
                FileCalls.fcntl(slot.writer(), Fcntl.F_SETPIPE_SZ, ONE_SLOT_BYTES);
                FileCalls.fcntl(pair.writer(), Fcntl.F_SETPIPE_SZ, FEW_SLOTS_BYTES);
                int length = PipeCalls.tee(queue, slot.writer(), QueuedBytes.count(queue));
                PipeCalls.tee(slot.reader(), pair.writer(), length);
                PipeCalls.tee(slot.reader(), pair.writer(), length);
                boolean packet = PipeCalls.read(pair.reader(), 2 * length).length == length;
                bytes.writeBytes(PipeCalls.read(queue, length));
                lengths.add(2 * length + (packet ? 1 : 0));
            }
        }
        boolean packets = lengths.stream().anyMatch(length -> (length & 1) != 0);
        return new PipeBuffers(bytes.toByteArray(), packets ? lengths : List.of());
    }

    /** Whether the lengths are those of the bytes; of no image that somebody made up. */
    boolean fits() {
        long sum = 0;
        for (int length : lengths) {
            if (length >>> 1 == 0 || length >>> 1 > ONE_SLOT_BYTES) {
                return false;
            }
            sum += length >>> 1;
        }
        return lengths.isEmpty() || sum == bytes.length;
    }

    /** Puts them into a pipe. */
    void write(Fd writer) {
        if (lengths.isEmpty()) {
            if (bytes.length != 0) {
                FileCalls.writeFully(writer, bytes);
            }
            return;
        }
        int from = 0;
        for (int length : lengths) {
            // Written into the pipe itself, it would be added to a buffer that has room.
            try (PipeCalls.Ends single = PipeCalls.pipe((length & 1) != 0 ? Fcntl.O_DIRECT : 0)) {
                FileCalls.writeFully(single.writer(), Arrays.copyOfRange(bytes, from, from + (length >>> 1)));
                PipeCalls.move(single.reader(), writer, length >>> 1);
            }
            from += length >>> 1;
        }
    }
}
