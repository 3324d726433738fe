package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.LSEEK;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.Syscalls;
import io.crj.engine.resource.memfd.DumpedMemfds;
import io.crj.engine.trace.RemoteProcess;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The pages of one process: rounds while it runs, the rest when it is frozen. */
public final class MemoryDump implements AutoCloseable {

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private final int pid;
    private final PageSpace space;
    private final PageScan scan;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    private WriteTracker tracker;

    public MemoryDump(int pid) {
        this.pid = pid;
        this.space = PageSpace.process(pid);
        this.scan = new PageScan(pid);
    }

    /** Begins tracking, in a stopped process; harmless when it is under way. */
    public void trackWrites(RemoteProcess process) {
        if (tracker == null) {
            tracker = WriteTracker.create(process);
        }
    }

    /** What a round or the final dump found and sent. */
    public record Sent(long pagesPresent, long pagesSent) {}

    /** Sends what was written since the last round, all of it the first time; the process may run. */
    public Sent round(List<Mapping> mappings, ImageSink sink) {
        RangeList present = present(mappings);
        RangeList changed = changed(mappings);
        return new Sent(present.sizeBytes() / Mman.PAGE_BYTES, send(changed, sink, true) / Mman.PAGE_BYTES);
    }

    /** Sends the rest; the process must be frozen. */
    public Sent rest(List<Mapping> mappings, Collection<DumpedMemfds.Memory> memoryFiles, ImageSink sink) {
        RangeList present = present(mappings);
        RangeList changed = tracker == null ? present : changed(mappings);
        sink.present(space, present.toPairs());
        long bytes = send(changed, sink, false) + sendShared(mappings, sink);
        for (DumpedMemfds.Memory file : memoryFiles) {
            bytes += sendObject(file.file(), PageSpace.shared(Integer.toUnsignedLong(file.shmid())), sink);
        }
        return new Sent(present.sizeBytes() / Mman.PAGE_BYTES, bytes / Mman.PAGE_BYTES);
    }

    private RangeList present(List<Mapping> mappings) {
        RangeList ranges = new RangeList();
        for (Mapping mapping : mappings) {
            if (mapping.isVdso()) {
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
            if (mapping.isVdso()) {
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

    private static boolean hasOwnPages(Mapping mapping) {
        return !mapping.shared() && !mapping.isSpecial();
    }

    /** @param mayVanish whether memory may be unmapped meanwhile: the process runs */
    private long send(RangeList ranges, ImageSink sink, boolean mayVanish) {
        long bytes = 0;
        for (int i = 0; i < ranges.count(); i++) {
            for (long at = ranges.start(i); at < ranges.end(i); at += CHUNK_BYTES) {
                chunk.clear().limit((int) Math.min(CHUNK_BYTES, ranges.end(i) - at));
                boolean complete = ProcessCalls.readMemory(pid, at, chunk) || readProtected(at);
                if (!complete && !mayVanish) {
                    throw new EngineException(
                            "cannot read memory of pid " + pid + " at 0x" + Long.toHexString(at + chunk.position()));
                }
                chunk.flip().limit(chunk.limit() & -Mman.PAGE_BYTES);
                bytes += chunk.remaining();
                if (chunk.hasRemaining()) {
                    sink.pages(space, at, chunk);
                }
            }
        }
        return bytes;
    }

    /** Goes on where process_vm_readv stopped, regardless of protections; proc_pid_mem(5). */
    private boolean readProtected(long address) {
        int limit = chunk.limit();
        try (Fd memory = FileCalls.open("/proc/" + pid + "/mem", 02000000, 0)) {
            while (chunk.position() < limit) {
                byte[] bytes = FileCalls.pread(memory, address + chunk.position(), limit - chunk.position());
                if (bytes.length == 0) {
                    return false;
                }
                chunk.put(bytes);
            }
            return true;
        } catch (SyscallException e) {
            if (e.errno() == Errno.EIO || e.errno() == Errno.EFAULT || e.errno() == Errno.ESRCH) {
                return false;
            }
            throw e;
        }
    }

    /** Shared anonymous objects, read as the files they are: pages this process never touched belong to them as well. */
    private long sendShared(List<Mapping> mappings, ImageSink sink) {
        Set<Long> done = new HashSet<>();
        long bytes = 0;
        for (Mapping mapping : mappings) {
            if (VmaDump.isSharedAnonymous(mapping) && done.add(mapping.inode())) {
                String path = "/proc/" + pid + "/map_files/" + Long.toHexString(mapping.start()) + "-"
                        + Long.toHexString(mapping.end());
                try (Fd object = FileCalls.open(path, 02000000, 0)) {
                    bytes += sendObject(object, PageSpace.shared(mapping.inode()), sink);
                }
            }
        }
        return bytes;
    }

    private long sendObject(Fd object, PageSpace shared, ImageSink sink) {
        long size = FileCalls.stat(object).sizeBytes();
        RangeList data = new RangeList();
        for (long at = 0; at < size; ) {
            long start = Syscalls.get().call(LSEEK, object.number(), at, SEEK_DATA, 0, 0, 0);
            if (start < 0) {
                break;
            }
            long end = Syscalls.get().call(LSEEK, object.number(), start, SEEK_HOLE, 0, 0, 0);
            // The last page of a file may be part of one only.
            data.add(start, end + Mman.PAGE_BYTES - 1 & -Mman.PAGE_BYTES);
            at = end;
        }
        sink.present(shared, data.toPairs());
        for (int i = 0; i < data.count(); i++) {
            for (long at = data.start(i); at < data.end(i); at += CHUNK_BYTES) {
                int wanted = (int) Math.min(CHUNK_BYTES, data.end(i) - at);
                chunk.clear().put(readPadded(object, at, wanted)).flip();
                sink.pages(shared, at, chunk);
            }
        }
        return data.sizeBytes();
    }

    /** What is behind the end of the file counts as zero. */
    private static byte[] readPadded(Fd object, long offset, int lengthBytes) {
        byte[] bytes = FileCalls.pread(object, offset, lengthBytes);
        if (bytes.length <= lengthBytes - Mman.PAGE_BYTES) {
            throw new EngineException("shared memory shrank while it was read");
        }
        return Arrays.copyOf(bytes, lengthBytes);
    }

    @Override
    public void close() {
        scan.close();
        if (tracker != null) {
            tracker.close();
        }
    }
}
