package io.crj.engine.image;

import java.util.Arrays;

/** Ascending, disjoint address ranges, page-aligned; neighbours are merged. */
final class PageRanges {

    private static final int INITIAL = 16;

    private long[] pairs = new long[INITIAL];
    private int length;

    /** @param startEndPairs checked: a start, an exclusive end, the next start … */
    static PageRanges of(long[] startEndPairs) {
        if (startEndPairs.length % 2 != 0) {
            throw new IllegalArgumentException("range without an end");
        }
        PageRanges ranges = new PageRanges();
        for (int i = 0; i < startEndPairs.length; i += 2) {
            ranges.add(startEndPairs[i], startEndPairs[i + 1]);
        }
        return ranges;
    }

    /** Appends a range that lies behind all others. */
    void add(long start, long end) {
        if (start < 0 || end <= start || ((start | end) & (ImageDirectory.PAGE_BYTES - 1)) != 0) {
            throw new IllegalArgumentException(
                    "not a range of pages: " + Long.toHexString(start) + "-" + Long.toHexString(end));
        }
        if (length > 0 && start < pairs[length - 1]) {
            throw new IllegalArgumentException("pages at " + Long.toHexString(start) + " come after those up to "
                    + Long.toHexString(pairs[length - 1]) + "; ascending order is wanted");
        }
        if (length > 0 && start == pairs[length - 1]) {
            pairs[length - 1] = end;
            return;
        }
        if (length == pairs.length) {
            pairs = Arrays.copyOf(pairs, length * 2);
        }
        pairs[length++] = start;
        pairs[length++] = end;
    }

    int count() {
        return length / 2;
    }

    long start(int index) {
        return pairs[2 * index];
    }

    long end(int index) {
        return pairs[2 * index + 1];
    }

    long[] toPairs() {
        return Arrays.copyOf(pairs, length);
    }

    /** What is in this and not in {@code other}. */
    PageRanges minus(PageRanges other) {
        PageRanges result = new PageRanges();
        int j = 0;
        for (int i = 0; i < count(); i++) {
            long start = start(i);
            while (j < other.count() && other.end(j) <= start) {
                j++;
            }
            int k = j;
            while (k < other.count() && other.start(k) < end(i)) {
                if (start < other.start(k)) {
                    result.add(start, other.start(k));
                }
                start = Math.max(start, other.end(k));
                k++;
            }
            if (start < end(i)) {
                result.add(start, end(i));
            }
        }
        return result;
    }

    /** What is in this or in {@code other}. */
    PageRanges plus(PageRanges other) {
        PageRanges rest = other.minus(this);
        PageRanges result = new PageRanges();
        int i = 0;
        int j = 0;
        while (i < count() || j < rest.count()) {
            if (j == rest.count() || (i < count() && start(i) < rest.start(j))) {
                result.add(start(i), end(i++));
            } else {
                result.add(rest.start(j), rest.end(j++));
            }
        }
        return result;
    }
}
