package io.crj.engine.image;

import com.google.protobuf.Message;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.PagemapEntry;
import io.crj.engine.image.proto.PagemapHead;
import java.util.Arrays;

/**
 * A checked {@code pagemap-*.img}: which pages one space has, and where they are.
 *
 * <p>Its runs are ascending and disjoint. A run is either in the pages file, at a byte offset, or in the parent directory.
 */
final class Pagemap {

    static final int IN_PARENT = 1;
    static final int LAZY = 2;
    static final int PRESENT = 4;
    /** File offset of a run that the parent directory has. */
    static final long ELSEWHERE = -1;

    /** Past any user address, and past any shared object that fits into memory. */
    private static final long ADDRESS_LIMIT = 1L << 56;

    private final String name;
    private int pagesId = -1;
    private int count;
    private long[] starts = new long[64];
    private long[] ends = new long[64];
    private long[] offsets = new long[64];
    private long storedBytes;

    private Pagemap(String name) {
        this.name = name;
    }

    static Pagemap parse(ImageKind kind, String name, byte[] file) {
        Pagemap map = new Pagemap(name);
        ImageFraming.forEach(kind, name, file, entry -> map.accept(entry.message()));
        if (map.pagesId < 0) {
            throw new ImageFormatException(name, "has no head that names the pages file");
        }
        return map;
    }

    private void accept(Message message) {
        if (message instanceof PagemapHead head) {
            pagesId = head.getPagesId();
            if (pagesId < 0) {
                throw new ImageFormatException(name, "pages file number " + head.getPagesId() + " is out of range");
            }
        } else {
            run((PagemapEntry) message);
        }
    }

    private void run(PagemapEntry entry) {
        long pages = entry.hasNrPages() ? entry.getNrPages() : Integer.toUnsignedLong(entry.getCompatNrPages());
        long start = entry.getVaddr();
        long limit = ADDRESS_LIMIT / ImageDirectory.PAGE_BYTES;
        if (start < 0
                || start % ImageDirectory.PAGE_BYTES != 0
                || start >= ADDRESS_LIMIT
                || pages <= 0
                || pages > limit) {
            throw new ImageFormatException(
                    name,
                    Long.toUnsignedString(pages) + " pages at address 0x" + Long.toHexString(start) + " cannot be");
        }
        if (count > 0 && start < ends[count - 1]) {
            throw new ImageFormatException(name, "address 0x" + Long.toHexString(start) + " is out of order");
        }
        append(start, start + pages * ImageDirectory.PAGE_BYTES, inParent(entry));
    }

    private boolean inParent(PagemapEntry entry) {
        // An entry without flags is of an older writer, which had a field of its own for pages in the parent.
        int flags = entry.hasFlags() ? entry.getFlags() : entry.getInParent() ? IN_PARENT : PRESENT;
        if ((flags & IN_PARENT) != 0) {
            return true;
        }
        if ((flags & PRESENT) == 0) {
            throw new ImageFormatException(
                    name,
                    "pages at 0x" + Long.toHexString(entry.getVaddr()) + " (flags " + flags
                            + ") are neither here nor in the parent: a lazy image, not supported yet");
        }
        return false;
    }

    private void append(long start, long end, boolean inParent) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        starts[count] = start;
        ends[count] = end;
        offsets[count++] = inParent ? ELSEWHERE : storedBytes;
        storedBytes += inParent ? 0 : end - start;
    }

    /** File name, for messages. */
    String name() {
        return name;
    }

    int pagesId() {
        return pagesId;
    }

    /** Size the pages file must have. */
    long storedBytes() {
        return storedBytes;
    }

    int count() {
        return count;
    }

    long start(int run) {
        return starts[run];
    }

    long end(int run) {
        return ends[run];
    }

    /** Where the run begins in the pages file, or {@link #ELSEWHERE}. */
    long offset(int run) {
        return offsets[run];
    }

    /** The run that holds {@code address}, or -1. */
    int find(long address) {
        int i = Arrays.binarySearch(starts, 0, count, address);
        int run = i >= 0 ? i : -i - 2;
        return run >= 0 && address < ends[run] ? run : -1;
    }

    /** What is in the pages file of this very directory. */
    PageRanges stored() {
        PageRanges ranges = new PageRanges();
        for (int i = 0; i < count; i++) {
            if (offsets[i] != ELSEWHERE) {
                ranges.add(starts[i], ends[i]);
            }
        }
        return ranges;
    }

    PageRanges ranges() {
        PageRanges ranges = new PageRanges();
        for (int i = 0; i < count; i++) {
            ranges.add(starts[i], ends[i]);
        }
        return ranges;
    }
}
