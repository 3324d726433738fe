package io.crj.wire.stream;

import java.util.concurrent.atomic.AtomicLong;

/** What has gone over a stream so far; may be read by any thread at any time. */
public final class StreamCounters {

    private final AtomicLong pages = new AtomicLong();
    private final AtomicLong rawBytes = new AtomicLong();
    private final AtomicLong wireBytes = new AtomicLong();

    /** Pages, those of zeroes included. */
    public long pages() {
        return pages.get();
    }

    /** Bytes of the pages and files, before packing. */
    public long rawBytes() {
        return rawBytes.get();
    }

    /** Bytes on the wire, frame headers included. */
    public long wireBytes() {
        return wireBytes.get();
    }

    void countPages(long count) {
        pages.addAndGet(count);
        rawBytes.addAndGet(count * ImageFrames.PAGE_BYTES);
    }

    void countFile(long bytes) {
        rawBytes.addAndGet(bytes);
    }

    void countFrame(long bytes) {
        wireBytes.addAndGet(bytes);
    }
}
