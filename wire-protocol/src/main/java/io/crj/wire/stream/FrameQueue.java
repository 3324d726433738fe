package io.crj.wire.stream;

import io.crj.wire.WireException;
import io.crj.wire.stream.frame.Frame;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Frames between the connection's thread and the one that applies them.
 *
 * <p>{@link #offer} never blocks; it tells when to stop reading, and then only what one read of the socket has already
 * brought can still come.
 */
final class FrameQueue {

    private final Deque<Frame> frames = new ArrayDeque<>();
    private final long maxBytes;
    private long bytes;
    private String ended;

    FrameQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds a frame, or releases it when nobody takes any more; returns whether there is room for another. */
    synchronized boolean offer(Frame frame) {
        if (ended != null) {
            frame.release();
            return true;
        }
        frames.add(frame);
        bytes += frame.heldBytes();
        notifyAll();
        return bytes < maxBytes;
    }

    /** Waits for a frame; the end is a {@link WireException} that says why. */
    synchronized Frame take() {
        while (frames.isEmpty() && ended == null) {
            try {
                wait();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new WireException("interrupted while receiving", interrupted);
            }
        }
        checkOpen();
        Frame frame = frames.remove();
        bytes -= frame.heldBytes();
        return frame;
    }

    /** Throws a {@link WireException} that says why when it has ended. */
    synchronized void checkOpen() {
        if (ended != null) {
            throw new WireException(ended);
        }
    }

    /** Whether so little waits that reading should go on. */
    synchronized boolean isLow() {
        return bytes <= maxBytes / 2;
    }

    /** Nothing more is taken; what waits is dropped. The first reason counts; false when there was one already. */
    synchronized boolean end(String why) {
        if (ended != null) {
            return false;
        }
        ended = why;
        frames.forEach(Frame::release);
        frames.clear();
        notifyAll();
        return true;
    }
}
