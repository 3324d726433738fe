package io.crj.wire.stream;

import io.crj.wire.WireException;
import io.crj.wire.stream.ImageFrames.Space;
import io.crj.wire.stream.body.EndMark;
import io.crj.wire.stream.body.FileChunk;
import io.crj.wire.stream.body.PageRuns;
import io.crj.wire.stream.body.PageRuns.Run;
import io.crj.wire.stream.body.PresentRanges;
import io.crj.wire.stream.frame.Frame;
import io.crj.wire.stream.frame.FrameType;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** Turns frames into calls of {@link ImageFrames}, checking each against the session first. One thread at a time. */
final class FrameApplier implements AutoCloseable {

    private final ReceiverSession session;
    private final Assembly assembly = new Assembly();
    private final StreamLimits limits;
    private final StreamCounters counters;
    private final DataUnpacker unpacker;
    private final ImageFrames target;

    FrameApplier(ImageFrames target, StreamLimits limits, StreamCounters counters) {
        this.target = target;
        this.session = new ReceiverSession(limits);
        this.limits = limits;
        this.counters = counters;
        unpacker = new DataUnpacker(limits.maxRawBytes());
    }

    boolean isComplete() {
        return session.isComplete();
    }

    /** Applies a frame, which stays the caller's; returns the round to acknowledge, when the frame was an end mark. */
    OptionalInt apply(Frame frame) {
        counters.countFrame(frame.wireBytes());
        session.arrived(frame.type(), assembly.unfinished());
        switch (frame.type()) {
            case FILE -> file(frame);
            case PAGES -> pages(frame);
            case PRESENT -> present(frame);
            case END_ROUND -> {
                return endOfRound(frame);
            }
            case END_IMAGE -> {
                return endOfImage(frame);
            }
            default -> throw new WireException("a " + frame.type() + " frame from a sender that is welcome already");
        }
        return OptionalInt.empty();
    }

    private void file(Frame frame) {
        FileChunk chunk = FileChunk.read(frame.head(), frame.rawBytes(), limits);
        byte[] whole =
                assembly.add(FrameType.FILE, chunk.name(), chunk.offset(), chunk.totalBytes(), unpacker.data(frame));
        if (whole != null) {
            session.file(whole.length);
            counters.countFile(whole.length);
            target.file(chunk.name(), whole);
        }
    }

    private void pages(Frame frame) {
        PageRuns page = PageRuns.read(frame.head(), frame.rawBytes());
        ByteBuffer data = unpacker.data(frame);
        for (Run run : page.runs()) {
            counters.countPages(run.pages());
            if (run.zero()) {
                session.zeroPages(run.pages());
                target.zeroes(page.space(), run.address(), run.pages());
            } else {
                session.pages(run.pages());
                int end = data.position() + run.pages() * ImageFrames.PAGE_BYTES;
                target.pages(page.space(), run.address(), data.duplicate().limit(end));
                data.position(end);
            }
        }
    }

    private void present(Frame frame) {
        PresentRanges part = PresentRanges.read(frame.head(), frame.rawBytes(), limits);
        Space space = part.space();
        byte[] whole = assembly.add(
                FrameType.PRESENT,
                space,
                (long) part.offset() * PresentRanges.RANGE_BYTES,
                (long) part.totalRanges() * PresentRanges.RANGE_BYTES,
                unpacker.data(frame));
        if (whole != null) {
            long[] pairs = new long[whole.length / Long.BYTES];
            ByteBuffer.wrap(whole).asLongBuffer().get(pairs);
            checkAscending(space, pairs);
            target.present(space, pairs);
        }
    }

    private static void checkAscending(Space space, long[] pairs) {
        long before = 0;
        for (int i = 0; i < pairs.length; i++) {
            boolean startOfRange = i % 2 == 0;
            boolean inOrder = startOfRange ? pairs[i] >= before : pairs[i] > before;
            if (!inOrder || pairs[i] % ImageFrames.PAGE_BYTES != 0) {
                throw new WireException(
                        String.format("the list of pages of %s is out of order at %x", space, pairs[i]));
            }
            before = pairs[i];
        }
    }

    private OptionalInt endOfRound(Frame frame) {
        EndMark mark = EndMark.read(frame.head());
        session.endOfRound(mark);
        target.endOfRound(mark.round());
        return OptionalInt.of(mark.round());
    }

    private OptionalInt endOfImage(Frame frame) {
        session.endOfImage(EndMark.read(frame.head()));
        target.endOfImage();
        return OptionalInt.of(EndMark.IMAGE);
    }

    @Override
    public void close() {
        unpacker.close();
    }
}
