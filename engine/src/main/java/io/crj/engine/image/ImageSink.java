package io.crj.engine.image;

import java.nio.ByteBuffer;

/**
 * Where a dump goes: a directory, a stream to another host, a vessel.
 *
 * <p>Order of calls: in every round, and in the final dump, {@code file("mm-PID.img")} and the files it refers to come
 * before the first pages of that process. Calls come from one thread at a time. A sink that cannot keep up blocks.
 */
public interface ImageSink {

    /** A whole metadata file; a second one of the same name replaces the first. */
    void file(String name, byte[] content);

    /**
     * Consecutive pages.
     *
     * @param space whose pages
     * @param address of the first, page-aligned
     * @param pages direct buffer; its remaining bytes, a multiple of the page size, are consumed before this returns
     */
    void pages(PageSpace space, long address, ByteBuffer pages);

    /**
     * Final dump only, once for every space that has pages, after the metadata files and before {@link #endOfImage}: the
     * pages the image consists of, those sent in earlier rounds included. What was sent earlier and is not listed is stale:
     * a directory leaves it out, a vessel drops it.
     *
     * @param startEndPairs start and end (exclusive) of each range, page-aligned, ascending, disjoint
     */
    void present(PageSpace space, long[] startEndPairs);

    /** All of pre-dump round {@code number} (from 1) has been handed over; returns when the receiver has it. */
    void endOfRound(int number);

    /** The final dump is complete; returns when the receiver has all of it. */
    void endOfImage();
}
