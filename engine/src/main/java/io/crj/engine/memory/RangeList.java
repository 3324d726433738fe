package io.crj.engine.memory;

import java.util.Arrays;

/** Ascending page ranges; neighbours are merged. */
public final class RangeList implements PageScan.Ranges {

    private long[] pairs = new long[64];
    private int length;

    @Override
    public void add(long start, long end) {
        if (length > 0 && pairs[length - 1] == start) {
            pairs[length - 1] = end;
            return;
        }
        if (length == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * length);
        }
        pairs[length++] = start;
        pairs[length++] = end;
    }

    public int count() {
        return length / 2;
    }

    public long start(int index) {
        return pairs[2 * index];
    }

    public long end(int index) {
        return pairs[2 * index + 1];
    }

    long[] toPairs() {
        return Arrays.copyOf(pairs, length);
    }

    long sizeBytes() {
        long bytes = 0;
        for (int i = 0; i < length; i += 2) {
            bytes += pairs[i + 1] - pairs[i];
        }
        return bytes;
    }
}
