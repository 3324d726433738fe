package io.crj.wire.stream.body;

import io.netty.buffer.ByteBuf;

/**
 * Head of END_ROUND and END_IMAGE: {@code u32 round; u64 files, fileBytes, pages, zeroPages}.
 *
 * @param round from 1; 0 for the end of the image
 */
public record EndMark(int round, Totals totals) {

    /** The round of the mark that ends the image. */
    public static final int IMAGE = 0;

    private static final String FRAME = "END";

    public void writeTo(ByteBuf out) {
        out.writeInt(round);
        totals.writeTo(out);
    }

    public static EndMark read(ByteBuf in) {
        Fields.need(in, Integer.BYTES + Totals.BYTES, FRAME);
        EndMark mark = new EndMark(in.readInt(), Totals.read(in));
        Fields.end(in, FRAME);
        return mark;
    }
}
