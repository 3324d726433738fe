package io.crj.wire.stream;

import io.crj.wire.stream.ImageFrames.Space;
import io.crj.wire.stream.body.PageRuns;
import io.crj.wire.stream.body.PageRuns.Run;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Pages of one address space, gathered until a frame is full. */
final class PageBatch {

    private final int capacityBytes;
    private final ByteBufAllocator allocator;
    private final List<Run> runs = new ArrayList<>();
    private Space space;
    private ByteBuf data;

    PageBatch(int capacityBytes, ByteBufAllocator allocator) {
        this.capacityBytes = capacityBytes;
        this.allocator = allocator;
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Whether pages of {@code other} can be added. */
    boolean takes(Space other) {
        return isEmpty() || space.equals(other);
    }

    boolean isFull() {
        return roomBytes() == 0 || runs.size() == PageRuns.MAX_RUNS;
    }

    int roomBytes() {
        return data == null ? capacityBytes : capacityBytes - data.readableBytes();
    }

    /** Adds pages of zeroes. */
    void addZeroes(Space of, long address, int pages) {
        space = of;
        append(new Run(address, pages, true));
    }

    /** Adds all that remains in {@code pages}, which is no more than {@link #roomBytes}. */
    void addData(Space of, long address, ByteBuffer pages) {
        space = of;
        if (data == null) {
            data = allocator.directBuffer(capacityBytes, capacityBytes);
        }
        append(new Run(address, pages.remaining() / ImageFrames.PAGE_BYTES, false));
        data.writeBytes(pages);
    }

    PageRuns runs() {
        return new PageRuns(space, List.copyOf(runs));
    }

    /** Gives away the data and is empty again. */
    ByteBuf drain() {
        ByteBuf taken = data == null ? allocator.directBuffer(0) : data;
        data = null;
        runs.clear();
        return taken;
    }

    void release() {
        drain().release();
    }

    private void append(Run run) {
        int last = runs.size() - 1;
        Run before = last < 0 ? null : runs.get(last);
        if (before != null
                && before.endAddress() == run.address()
                && before.zero() == run.zero()
                && before.pages() <= PageRuns.MAX_ZERO_PAGES - run.pages()) {
            runs.set(last, new Run(before.address(), before.pages() + run.pages(), run.zero()));
        } else {
            runs.add(run);
        }
    }
}
