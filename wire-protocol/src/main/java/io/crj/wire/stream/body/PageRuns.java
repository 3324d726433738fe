package io.crj.wire.stream.body;

import io.crj.wire.WireException;
import io.crj.wire.stream.ImageFrames;
import io.crj.wire.stream.ImageFrames.Space;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Head of PAGES: {@code u8 kind; u64 id; u16 count; count times (u64 address, u32 pages, u8 content)}; the data is the
 * pages of the runs with content 1, one after the other. Content 0: the pages hold nothing but zeroes.
 */
public record PageRuns(Space space, List<Run> runs) {

    /** Most runs of a frame. */
    public static final int MAX_RUNS = 2048;

    /** Most pages of a run of zeroes: 4 GiB. */
    public static final int MAX_ZERO_PAGES = 1 << 20;

    private static final String FRAME = "PAGES";
    private static final int RUN_BYTES = Long.BYTES + Integer.BYTES + 1;
    private static final int FIXED_BYTES = 1 + Long.BYTES + Short.BYTES;

    /** Consecutive pages, either all with data or all of zeroes. */
    public record Run(long address, int pages, boolean zero) {

        public long endAddress() {
            return address + (long) pages * ImageFrames.PAGE_BYTES;
        }
    }

    public int headBytes() {
        return FIXED_BYTES + runs.size() * RUN_BYTES;
    }

    public void writeTo(ByteBuf out) {
        Fields.writeSpace(out, space);
        out.writeShort(runs.size());
        for (Run run : runs) {
            out.writeLong(run.address).writeInt(run.pages).writeByte(run.zero ? 0 : 1);
        }
    }

    /** Reads the head and checks it against the {@code rawBytes} of data that the frame announces. */
    public static PageRuns read(ByteBuf in, int rawBytes) {
        Space space = Fields.readSpace(in, FRAME);
        Fields.need(in, Short.BYTES, FRAME);
        int count = in.readUnsignedShort();
        Fields.need(in, count * RUN_BYTES, FRAME);
        List<Run> runs = new ArrayList<>(count);
        long dataBytes = 0;
        for (int i = 0; i < count; i++) {
            Run run = readRun(in);
            runs.add(run);
            dataBytes += run.zero ? 0 : (long) run.pages * ImageFrames.PAGE_BYTES;
        }
        if (dataBytes != rawBytes) {
            throw new WireException("PAGES frame lists " + dataBytes + " bytes of pages and has " + rawBytes);
        }
        return new PageRuns(space, runs);
    }

    private static Run readRun(ByteBuf in) {
        Run run = new Run(in.readLong(), in.readInt(), in.readByte() == 0);
        boolean aligned = run.address >= 0 && run.address % ImageFrames.PAGE_BYTES == 0;
        if (!aligned || run.pages <= 0 || run.pages > MAX_ZERO_PAGES || run.endAddress() < 0) {
            throw new WireException(String.format(
                    "PAGES frame with an impossible run: %s pages at %x",
                    Integer.toUnsignedString(run.pages), run.address));
        }
        return run;
    }
}
