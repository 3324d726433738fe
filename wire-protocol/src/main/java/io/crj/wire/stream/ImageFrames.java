package io.crj.wire.stream;

import java.nio.ByteBuffer;

/**
 * An image as it goes over the wire: on the source a {@link StreamSender} takes it, on the target whoever is given to
 * {@link StreamReceiver#receive} gets the same calls in the same order, one at a time.
 */
public interface ImageFrames {

    /** Bytes of a page; addresses and lengths of pages are multiples of it. */
    int PAGE_BYTES = 4096;

    /** A whole metadata file; a second one of the same name replaces the first. */
    void file(String name, byte[] content);

    /**
     * Consecutive pages.
     *
     * @param address of the first
     * @param pages direct buffer, consumed before this returns
     */
    void pages(Space space, long address, ByteBuffer pages);

    /** Consecutive pages that hold nothing but zeroes. */
    void zeroes(Space space, long address, long pageCount);

    /** The pages of {@code space} that the image consists of: start and end (exclusive) of each range, ascending. */
    void present(Space space, long[] startEndPairs);

    /** All of round {@code number} (from 1) is handed over; the sender returns when the receiver has applied it. */
    void endOfRound(int number);

    /** All of the image is handed over; the sender returns when the receiver has applied it. */
    void endOfImage();

    /**
     * Whose pages.
     *
     * @param kind what {@code id} names
     * @param id number of the process or shared object
     */
    record Space(Kind kind, long id) {

        /** The numbers are those on the wire. */
        public enum Kind {
            PROCESS(1),
            SHARED(2);

            private final int code;

            Kind(int code) {
                this.code = code;
            }

            public int code() {
                return code;
            }
        }
    }
}
