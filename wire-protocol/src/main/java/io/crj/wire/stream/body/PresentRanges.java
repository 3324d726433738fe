package io.crj.wire.stream.body;

import io.crj.wire.WireException;
import io.crj.wire.stream.ImageFrames.Space;
import io.crj.wire.stream.StreamLimits;
import io.netty.buffer.ByteBuf;

/**
 * Head of PRESENT: {@code u8 kind; u64 id; u32 offset; u32 total}, counted in ranges; the data is ranges from {@code
 * offset}, each {@code u64 start, u64 end}. The chunks of a list come in order and with no other frame between them.
 */
public record PresentRanges(Space space, int offset, int totalRanges) {

    /** Bytes of a range. */
    public static final int RANGE_BYTES = 2 * Long.BYTES;

    private static final String FRAME = "PRESENT";

    public void writeTo(ByteBuf out) {
        Fields.writeSpace(out, space);
        out.writeInt(offset).writeInt(totalRanges);
    }

    /** Reads the head and checks that total and a chunk of {@code rawBytes} are allowed. */
    public static PresentRanges read(ByteBuf in, int rawBytes, StreamLimits limits) {
        Space space = Fields.readSpace(in, FRAME);
        Fields.need(in, 2 * Integer.BYTES, FRAME);
        PresentRanges part = new PresentRanges(space, in.readInt(), in.readInt());
        checkTotal(part.space, Integer.toUnsignedLong(part.totalRanges), limits);
        boolean fits = part.offset >= 0 && rawBytes / RANGE_BYTES <= part.totalRanges - part.offset;
        if (!fits || rawBytes % RANGE_BYTES != 0) {
            throw new WireException("PRESENT frame of " + rawBytes + " bytes at range "
                    + Integer.toUnsignedString(part.offset) + " of " + part.totalRanges + " does not fit");
        }
        return part;
    }

    public static void checkTotal(Space space, long ranges, StreamLimits limits) {
        if (ranges > limits.maxRanges()) {
            throw new WireException(
                    "the pages of " + space + " lie in " + ranges + " ranges, " + limits.maxRanges() + " are allowed");
        }
    }
}
