package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.LSEEK;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.Syscalls;
import io.crj.engine.resource.memfd.DumpedMemfds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The contents of shared memory, each object once, however many processes map it; the tree must be frozen. */
public final class SharedMemoryDump {

    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int O_CLOEXEC = 02000000;

    private final ImageSink sink;
    private final ByteBuffer chunk;
    private final Set<Long> done = new HashSet<>();
    private long bytes;

    /** @param chunk direct memory to work with, {@link MemoryDump#CHUNK_BYTES} */
    public SharedMemoryDump(ImageSink sink, ByteBuffer chunk) {
        this.sink = sink;
        this.chunk = chunk;
    }

    /** Anonymous objects a process maps, read as the files they are: pages it never touched belong to them as well. */
    public void mapped(int pid, List<Mapping> mappings) {
        for (Mapping mapping : mappings) {
            if (VmaDump.isSharedAnonymous(mapping) && done.add(mapping.inode())) {
                String path = "/proc/" + pid + "/map_files/" + Long.toHexString(mapping.start()) + "-"
                        + Long.toHexString(mapping.end());
                try (Fd object = FileCalls.open(path, O_CLOEXEC, 0)) {
                    send(object, PageSpace.shared(mapping.inode()));
                }
            }
        }
    }

    /** Memory files, open or mapped. */
    public void files(Collection<DumpedMemfds.Memory> files) {
        for (DumpedMemfds.Memory file : files) {
            long id = Integer.toUnsignedLong(file.shmid());
            // Anonymous memory may be open as well.
            if (done.add(id)) {
                send(file.file(), PageSpace.shared(id));
            }
        }
    }

    /** System V segments, by id, attached or not. */
    public void segments(Map<Long, Fd> segments) {
        segments.forEach((id, file) -> {
            if (!done.add(id)) {
                throw new EngineException(
                        "System V segment " + id + " and an anonymous shared memory object have the same"
                                + " number, which images cannot tell apart: let the program make the segment anew");
            }
            send(file, PageSpace.shared(id));
        });
    }

    /** How much was sent. */
    public long pagesSent() {
        return bytes / Mman.PAGE_BYTES;
    }

    private void send(Fd object, PageSpace shared) {
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
            for (long at = data.start(i); at < data.end(i); at += MemoryDump.CHUNK_BYTES) {
                int wanted = (int) Math.min(MemoryDump.CHUNK_BYTES, data.end(i) - at);
                chunk.clear().put(readPadded(object, at, wanted)).flip();
                sink.pages(shared, at, chunk);
            }
        }
        bytes += data.sizeBytes();
    }

    /** What is behind the end of the file counts as zero. */
    private static byte[] readPadded(Fd object, long offset, int lengthBytes) {
        byte[] bytes = FileCalls.pread(object, offset, lengthBytes);
        if (bytes.length <= lengthBytes - Mman.PAGE_BYTES) {
            throw new EngineException("shared memory shrank while it was read");
        }
        return Arrays.copyOf(bytes, lengthBytes);
    }
}
