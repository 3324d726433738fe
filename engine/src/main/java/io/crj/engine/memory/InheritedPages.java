package io.crj.engine.memory;

import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.sys.MemoryFile;
import io.crj.engine.linux.sys.ProcessCalls;
import java.nio.ByteBuffer;

/**
 * Pages that a process has in common with the one that forked it: they stay so where the image says the same of both. Only
 * usable on the tracer thread.
 */
final class InheritedPages {

    private final int pid;
    private final RangeSet ranges = new RangeSet();
    private ByteBuffer present = ByteBuffer.allocate(0);

    InheritedPages(int pid) {
        this.pid = pid;
    }

    void addAll(RangeSet pages) {
        ranges.addAll(pages, 0, Long.MAX_VALUE);
    }

    void remove(long start, long end) {
        ranges.remove(start, end);
    }

    /**
     * Makes memory what {@code content} says, which is consumed; inherited pages that already are stay untouched.
     *
     * @param address of the first byte of all of it; whole pages, the first {@code content.position()} of them done
     * @return false when it cannot be accessed; what remains has not been written then
     */
    boolean write(long address, ByteBuffer content) {
        int first = content.position();
        long start = address + first;
        if (!ranges.touches(start, start + content.remaining())) {
            return ProcessCalls.writeMemory(pid, start, content);
        }
        if (!read(start, content.remaining())) {
            return false;
        }
        while (content.hasRemaining()) {
            int same = run(content, first, true);
            content.position(content.position() + same);
            ByteBuffer other = content.slice(content.position(), run(content, first, false));
            if (!ProcessCalls.writeMemory(pid, address + content.position(), other)) {
                return false;
            }
            content.position(content.position() + other.limit());
        }
        ranges.remove(start, address + content.limit());
        return true;
    }

    private boolean read(long start, int sizeBytes) {
        if (present.capacity() < sizeBytes) {
            present = ByteBuffer.allocateDirect(sizeBytes);
        }
        present.clear().limit(sizeBytes);
        try (MemoryFile memory = new MemoryFile(pid)) {
            return memory.read(start, present);
        }
    }

    /** How many bytes from the position on are in pages that are all as they are to be, or all not. */
    private int run(ByteBuffer content, int first, boolean same) {
        int at = content.position();
        while (at < content.limit()
                && content.slice(at, Mman.PAGE_BYTES).equals(present.slice(at - first, Mman.PAGE_BYTES)) == same) {
            at += Mman.PAGE_BYTES;
        }
        return at - content.position();
    }
}
