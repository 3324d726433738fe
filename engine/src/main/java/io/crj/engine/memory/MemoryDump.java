package io.crj.engine.memory;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.MemoryFile;
import io.crj.engine.trace.RemoteProcess;
import java.nio.ByteBuffer;
import java.util.List;

/** The pages of one process: rounds while it runs, the rest when it is frozen. */
public final class MemoryDump implements AutoCloseable {

    /** Pages are read in pieces of this size. */
    public static final int CHUNK_BYTES = 1 << 20;

    private final int pid;
    private final PageSpace space;
    private final PageScan scan;
    private final ByteBuffer chunk;
    private WriteTracker tracker;

    /**
     * @param ownPid its pid inside of its own pid namespace
     * @param chunk direct memory to work with, {@link #CHUNK_BYTES}; may serve many processes, one at a time
     */
    public MemoryDump(int pid, int ownPid, ByteBuffer chunk) {
        this.pid = pid;
        this.space = PageSpace.process(ownPid);
        this.scan = new PageScan(pid);
        this.chunk = chunk;
    }

    /** Begins tracking, in a stopped process; harmless when it is under way. */
    public void trackWrites(RemoteProcess process) {
        if (tracker == null) {
            tracker = WriteTracker.create(process);
        }
    }

    /** Whether tracking is under way. */
    public boolean isTracking() {
        return tracker != null;
    }

    /** What a round or the final dump found and sent. */
    public record Sent(long pagesPresent, long pagesSent) {

        public static final Sent NOTHING = new Sent(0, 0);

        public Sent plus(Sent other) {
            return new Sent(pagesPresent + other.pagesPresent, pagesSent + other.pagesSent);
        }
    }

    /** Sends what was written since the last round, all of it the first time; the process may run. */
    public Sent round(List<Mapping> mappings, ImageSink sink) {
        RangeList present = present(mappings);
        RangeList changed = changed(mappings);
        return new Sent(present.sizeBytes() / Mman.PAGE_BYTES, send(changed, sink, true) / Mman.PAGE_BYTES);
    }

    /** Sends the rest; the process must be frozen. */
    public Sent rest(List<Mapping> mappings, ImageSink sink) {
        RangeList present = present(mappings);
        RangeList changed = tracker == null ? present : changed(mappings);
        sink.present(space, present.toPairs());
        return new Sent(present.sizeBytes() / Mman.PAGE_BYTES, send(changed, sink, false) / Mman.PAGE_BYTES);
    }

    private RangeList present(List<Mapping> mappings) {
        RangeList ranges = new RangeList();
        for (Mapping mapping : mappings) {
            if (isWhole(mapping)) {
                ranges.add(mapping.start(), mapping.end());
            } else if (hasOwnPages(mapping)) {
                scan.present(mapping.start(), mapping.end(), ranges);
            }
        }
        return ranges;
    }

    private RangeList changed(List<Mapping> mappings) {
        RangeList ranges = new RangeList();
        for (Mapping mapping : mappings) {
            if (isWhole(mapping)) {
                ranges.add(mapping.start(), mapping.end());
            } else if (hasOwnPages(mapping)) {
                // Pages of a mapping that was not tracked so far all count as written.
                if (tracker.track(mapping)) {
                    scan.takeWritten(mapping.start(), mapping.end(), ranges);
                } else {
                    scan.present(mapping.start(), mapping.end(), ranges);
                }
            }
        }
        return ranges;
    }

    /** Whether all of it travels, whatever was written to. */
    private static boolean isWhole(Mapping mapping) {
        return mapping.isVdso() || AioRings.isRing(mapping);
    }

    /**
     * What the kernel may drop is dropped: programs keep there what must never exist twice, such as the state of
     * vgetrandom(), and find zeros as after a fork(2).
     */
    private static boolean hasOwnPages(Mapping mapping) {
        return !mapping.shared()
                && !mapping.isSpecial()
                && !SocketMappings.is(mapping)
                && !mapping.has(VmaFlags.DROPPABLE);
    }

    /** @param mayVanish whether memory may be unmapped meanwhile: the process runs */
    private long send(RangeList ranges, ImageSink sink, boolean mayVanish) {
        long bytes = 0;
        try (MemoryFile memory = new MemoryFile(pid)) {
            for (int i = 0; i < ranges.count(); i++) {
                for (long at = ranges.start(i); at < ranges.end(i); at += CHUNK_BYTES) {
                    chunk.clear().limit((int) Math.min(CHUNK_BYTES, ranges.end(i) - at));
                    if (!memory.read(at, chunk) && !mayVanish) {
                        throw new EngineException("cannot read memory of pid " + pid + " at 0x"
                                + Long.toHexString(at + chunk.position()));
                    }
                    chunk.flip().limit(chunk.limit() & -Mman.PAGE_BYTES);
                    bytes += chunk.remaining();
                    if (chunk.hasRemaining()) {
                        sink.pages(space, at, chunk);
                    }
                }
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        scan.close();
        if (tracker != null) {
            tracker.close();
        }
    }
}
