package io.crj.wire.stream;

import io.crj.wire.WireException;
import io.crj.wire.stream.body.EndMark;
import io.crj.wire.stream.body.Totals;
import io.crj.wire.stream.frame.FrameType;

/**
 * Which frame may come next, seen from the receiver, once the sender is welcome. Knows no connection and no thread.
 *
 * <pre>
 *   RECEIVING ─ file, pages, present, end of the next round ─► RECEIVING ─ end of the image ─► COMPLETE
 * </pre>
 */
final class ReceiverSession {

    private final StreamLimits limits;
    private Totals totals = Totals.NONE;
    private long fileBytesBefore;
    private int rounds;
    private boolean complete;

    ReceiverSession(StreamLimits limits) {
        this.limits = limits;
    }

    /**
     * A frame has arrived.
     *
     * @param unfinished the type whose chunks are still missing; null when there is none
     */
    void arrived(FrameType type, FrameType unfinished) {
        if (complete) {
            throw new WireException("a " + type + " frame after the end of the image");
        }
        if (unfinished != null && type != unfinished) {
            throw new WireException("a " + type + " frame in the middle of a " + unfinished);
        }
    }

    void file(long bytes) {
        totals = totals.plusFile(bytes);
        if (totals.fileBytes() - fileBytesBefore > limits.maxFileBytesOfRound()) {
            throw new WireException("the files of one round have more than " + limits.maxFileBytesOfRound()
                    + " bytes, the most that is taken");
        }
    }

    void pages(long count) {
        totals = totals.plusPages(count);
    }

    void zeroPages(long count) {
        totals = totals.plusZeroPages(count);
    }

    void endOfRound(EndMark mark) {
        if (mark.round() != rounds + 1) {
            throw new WireException(
                    "the end of round " + Integer.toUnsignedString(mark.round()) + " after round " + rounds);
        }
        compare(mark);
        rounds = mark.round();
        fileBytesBefore = totals.fileBytes();
    }

    void endOfImage(EndMark mark) {
        compare(mark);
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    private void compare(EndMark mark) {
        if (!mark.totals().equals(totals)) {
            throw new WireException("the sender counts " + mark.totals() + ", the receiver " + totals);
        }
    }
}
