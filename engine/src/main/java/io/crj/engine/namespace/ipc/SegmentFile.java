package io.crj.engine.namespace.ipc;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.IpcCalls;

/** The file behind a segment: attached for a moment, it can be opened through {@code /proc/self/map_files}. */
final class SegmentFile {

    private SegmentFile() {}

    /** Opens segment {@code id} of the calling thread's namespace for reading and writing. */
    static Fd open(int id) {
        long address = IpcCalls.attach(id, 0);
        try {
            long end = Mapping.parse(ProcFile.text("/proc/self/maps")).stream()
                    .filter(mapping -> mapping.start() == address)
                    .mapToLong(Mapping::end)
                    .findFirst()
                    .orElseThrow();
            String range = Long.toHexString(address) + "-" + Long.toHexString(end);
            return FileCalls.open("/proc/self/map_files/" + range, Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0);
        } finally {
            IpcCalls.detach(address);
        }
    }

    /**
     * How much of an address space a segment takes.
     *
     * @param hugePageBytes size of its pages, when they are huge; else 0
     */
    static long mappedBytes(long sizeBytes, long hugePageBytes) {
        long page = Math.max(hugePageBytes, Mman.PAGE_BYTES);
        return sizeBytes + page - 1 & -page;
    }
}
