package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.image.proto.SkOptsEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.SocketOptions;

/** Fills the queues of a socket, whatever its buffer limits; they are as saved afterwards. */
final class QueueWriter {

    /** What the kernel turns into one buffer of the receive queue without asking for much contiguous memory. */
    private static final int CHUNK_BYTES = 32 << 10;

    /** Buffers are charged with their overhead: headers, half-used pages. */
    private static final long OVERHEAD_FACTOR = 2;

    private final Fd socket;
    private final SkOptsEntry opts;
    private final byte[] bytes;

    QueueWriter(Fd socket, SkOptsEntry opts, byte[] bytes) {
        this.socket = socket;
        this.opts = opts;
        this.bytes = bytes;
    }

    /** In repair mode, with the receive queue selected. */
    void receiveQueue(int offset, int lengthBytes) {
        write(SO_RCVBUFFORCE, opts.getSoRcvbuf(), offset, lengthBytes);
    }

    /** In repair mode with the send queue selected: as if sent already. Out of it: to be sent. */
    void sendQueue(int offset, int lengthBytes) {
        write(SO_SNDBUFFORCE, opts.getSoSndbuf(), offset, lengthBytes);
    }

    private void write(int limit, int saved, int offset, int lengthBytes) {
        if (lengthBytes == 0) {
            return;
        }
        long needed = saved + OVERHEAD_FACTOR * bytes.length + CHUNK_BYTES;
        SocketCalls.setInt(socket, SOL_SOCKET, limit, (int) Math.min(needed, Integer.MAX_VALUE / 2));
        try {
            SocketCalls.sendFully(socket, bytes, offset, lengthBytes, CHUNK_BYTES);
        } finally {
            SocketOptions.restoreBuffers(socket, opts);
        }
    }
}
