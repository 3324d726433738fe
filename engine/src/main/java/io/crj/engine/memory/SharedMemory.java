package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.namespace.ipc.RestoredSegments;
import io.crj.engine.trace.RemoteProcess;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The shared memory of a tree that is being built: anonymous objects and System V segments; only usable on the tracer thread. */
public final class SharedMemory implements AutoCloseable {

    private static final int O_RDWR_CLOEXEC = 02000002;

    private final Map<Long, Fd> objects = new HashMap<>();
    private final Map<Long, Long> sizes = new HashMap<>();
    private RestoredSegments segments;

    /** Learns from a process's mappings how large the objects are. */
    public void measure(List<VmaEntry> mappings) {
        for (VmaEntry vma : mappings) {
            if (isObject(vma)) {
                long end = vma.getPgoff() + vma.getEnd() - vma.getStart();
                sizes.merge(vma.getShmid(), end, Math::max);
            }
        }
    }

    /** Whether a mapping shows an object of this kind. */
    static boolean isObject(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.ANON_SHARED) != 0
                && (vma.getStatus() & (VmaStatus.MEMFD | VmaStatus.SYSV)) == 0;
    }

    /** Whether a mapping shows a System V segment. */
    static boolean isSegment(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.SYSV) != 0;
    }

    /** From now on there are the segments of the tree's IPC namespace as well; they stay the caller's. */
    public void use(RestoredSegments made) {
        segments = made;
    }

    /** Size as mapped of a segment of the tree's namespace. */
    long segmentBytes(long id) {
        return Optional.ofNullable(segments)
                .flatMap(made -> made.mappedBytes(id))
                .orElseThrow(
                        () -> new ImageFormatException("mm", "System V segment " + id + " is in no IPC namespace"));
    }

    /** An object that is there; stays owned by this. */
    Optional<Fd> known(long shmid) {
        return Optional.ofNullable(objects.get(shmid));
    }

    /** The object, or the memory file that it is; {@code process} makes it when it is not there yet, so that it is called what such objects are called. */
    Fd object(long shmid, RemoteProcess process, ImageFiles files) {
        return known(shmid).or(() -> files.memory(shmid)).orElseGet(() -> make(shmid, process));
    }

    private Fd make(long shmid, RemoteProcess process) {
        long size = sizes.get(shmid);
        int flags = Mman.MAP_SHARED | Mman.MAP_ANONYMOUS;
        long start =
                process.check("mmap of shared memory", MMAP, 0, size, Mman.PROT_READ | Mman.PROT_WRITE, flags, -1, 0);
        String range = Long.toHexString(start) + "-" + Long.toHexString(start + size);
        try {
            Fd object = FileCalls.open("/proc/" + process.pid() + "/map_files/" + range, O_RDWR_CLOEXEC, 0);
            objects.put(shmid, object);
            return object;
        } finally {
            process.check("munmap", MUNMAP, start, size);
        }
    }

    /** Pages of an object or of a memory file. */
    public void write(long id, long offset, ByteBuffer content, ImageFiles files) {
        Optional<Fd> file =
                files.memory(id).or(() -> Optional.ofNullable(segments).flatMap(made -> made.file(id)));
        Fd object = file.or(() -> known(id))
                .orElseThrow(() -> new ImageFormatException(
                        "pagemap-shmem-" + id + ".img", "belongs to no mapping, segment or memory file"));
        if (file.isPresent()) {
            // Its last page is whole in the image only.
            long rest = Math.max(0, FileCalls.stat(object).sizeBytes() - offset);
            content.limit(content.position() + (int) Math.min(content.remaining(), rest));
        }
        long hugePageBytes = FileCalls.hugePageBytes("/proc/self/fd/" + object.number());
        if (hugePageBytes == 0) {
            FileCalls.pwriteFully(object, offset, content);
        } else {
            HugePages.write(object, hugePageBytes, offset, content);
        }
    }

    @Override
    public void close() {
        objects.values().forEach(Fd::close);
        objects.clear();
    }
}
