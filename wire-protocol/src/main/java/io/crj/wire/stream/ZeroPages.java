package io.crj.wire.stream;

import java.nio.ByteBuffer;

/** Finds pages that hold nothing but zeroes. */
final class ZeroPages {

    private static final int PAGE = ImageFrames.PAGE_BYTES;
    private static final ByteBuffer ZEROES = ByteBuffer.allocateDirect(PAGE).asReadOnlyBuffer();

    private ZeroPages() {}

    /** Bytes of the pages of zeroes that {@code pages} begins with. */
    static int leadingZeroBytes(ByteBuffer pages) {
        int at = pages.position();
        while (at < pages.limit() && isZero(pages, at)) {
            at += PAGE;
        }
        return at - pages.position();
    }

    /** Bytes of the pages with data that {@code pages} begins with, at most {@code maxBytes}. */
    static int leadingDataBytes(ByteBuffer pages, int maxBytes) {
        int end = pages.position() + Math.min(maxBytes, pages.remaining());
        int at = pages.position();
        while (at < end && !isZero(pages, at)) {
            at += PAGE;
        }
        return at - pages.position();
    }

    private static boolean isZero(ByteBuffer pages, int at) {
        // Most pages with data differ in their first word: no buffer object for those.
        return pages.getLong(at) == 0 && pages.slice(at, PAGE).mismatch(ZEROES.duplicate()) == -1;
    }
}
