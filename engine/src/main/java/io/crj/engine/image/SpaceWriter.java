package io.crj.engine.image;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.PagemapEntry;
import io.crj.engine.image.proto.PagemapHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes {@code pages-N.img} of one space while its pages come, and its pagemap at the end. */
final class SpaceWriter implements AutoCloseable {

    private static final int COMPARED_AT_ONCE = 64 * ImageDirectory.PAGE_BYTES;

    private final DirectoryFiles files;
    private final PageSpace space;
    private final int pagesId;
    private final ImageLayer parent;
    private final PageRanges inParent;
    private final PageRanges sent = new PageRanges();
    private final PageRanges stored = new PageRanges();
    private final ByteBuffer before;
    private final String pagesName;
    private final FileChannel pages;
    private long pagesWritten;
    private long pagesSkipped;

    /** @param parent where pages may have been written earlier, or {@code null} */
    SpaceWriter(DirectoryFiles files, PageSpace space, int pagesId, ImageLayer parent) {
        this.files = files;
        this.space = space;
        this.pagesId = pagesId;
        this.parent = parent;
        this.inParent = parent == null ? new PageRanges() : parent.ranges(space);
        this.before = parent == null ? null : ByteBuffer.allocateDirect(COMPARED_AT_ONCE);
        this.pagesName = ImageKind.PAGES.fileName(pagesId);
        this.pages = files.open(pagesName);
    }

    void write(long address, ByteBuffer run) {
        int bytes = run.remaining();
        if (bytes == 0) {
            return;
        }
        sent.add(address, address + bytes);
        if (inParent.count() == 0) {
            store(address, run, bytes);
            return;
        }
        PageRanges all = PageRanges.of(new long[] {address, address + bytes});
        PageRanges fresh = all.minus(inParent);
        PageRanges known = all.minus(fresh);
        int f = 0;
        int k = 0;
        while (run.hasRemaining()) {
            boolean isFresh = k == known.count() || (f < fresh.count() && fresh.start(f) < known.start(k));
            if (isFresh) {
                store(fresh.start(f), run, (int) (fresh.end(f) - fresh.start(f)));
                f++;
            } else {
                compare(known.start(k), known.end(k), run);
                k++;
            }
        }
    }

    /** Stores the next {@code bytes} of {@code run}. */
    private void store(long address, ByteBuffer run, int bytes) {
        int limit = run.limit();
        run.limit(run.position() + bytes);
        files.writeFully(pages, run, pagesName);
        run.limit(limit);
        stored.add(address, address + bytes);
        pagesWritten += bytes / ImageDirectory.PAGE_BYTES;
    }

    /** Stores those pages of {@code run} up to address {@code end} whose content the parent does not have. */
    private void compare(long start, long end, ByteBuffer run) {
        long at = start;
        while (at < end) {
            before.clear().limit((int) Math.min(COMPARED_AT_ONCE, end - at));
            parent.read(space, at, before);
            before.flip();
            while (before.hasRemaining()) {
                comparePage(at, run);
                at += ImageDirectory.PAGE_BYTES;
            }
        }
    }

    private void comparePage(long address, ByteBuffer run) {
        int page = ImageDirectory.PAGE_BYTES;
        boolean same = run.slice(run.position(), page).equals(before.slice(before.position(), page));
        before.position(before.position() + page);
        if (same) {
            run.position(run.position() + page);
            pagesSkipped++;
        } else {
            store(address, run, page);
        }
    }

    /** Everything that was handed over, stored or not. */
    PageRanges sent() {
        return sent;
    }

    long pagesWritten() {
        return pagesWritten;
    }

    long pagesSkipped() {
        return pagesSkipped;
    }

    /** Writes the pagemap: {@code wanted} is what the space consists of now. */
    void finish(PageRanges wanted) {
        PageRanges earlier = wanted.minus(stored);
        PageRanges missing = earlier.minus(inParent);
        if (missing.count() > 0) {
            throw new EngineException("pages of " + space + " from 0x" + Long.toHexString(missing.start(0))
                    + " on were never handed over; this is a bug in crj");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageKind kind = space.kind() == PageSpace.Kind.SHARED ? ImageKind.SHMEM_PAGEMAP : ImageKind.PAGEMAP;
        ImageFraming.writeHead(out, kind);
        put(out, PagemapHead.newBuilder().setPagesId(pagesId).build());
        int s = 0;
        int e = 0;
        while (s < stored.count() || e < earlier.count()) {
            if (e == earlier.count() || (s < stored.count() && stored.start(s) < earlier.start(e))) {
                put(out, entry(stored.start(s), stored.end(s), Pagemap.PRESENT));
                s++;
            } else {
                put(out, entry(earlier.start(e), earlier.end(e), Pagemap.IN_PARENT));
                e++;
            }
        }
        close();
        files.write(kind.fileName(space.id()), out.toByteArray());
    }

    private static PagemapEntry entry(long start, long end, int flags) {
        return PagemapEntry.newBuilder()
                .setVaddr(start)
                .setCompatNrPages(0)
                .setFlags(flags)
                .setNrPages((end - start) / ImageDirectory.PAGE_BYTES)
                .build();
    }

    private static void put(ByteArrayOutputStream out, com.google.protobuf.Message message) {
        ImageFraming.writeEntry(out, message, ImageEntry.NO_PAYLOAD);
    }

    @Override
    public void close() {
        try {
            pages.close();
        } catch (IOException e) {
            throw files.failure(pagesName, e);
        }
    }
}
