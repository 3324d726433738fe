package io.crj.engine.namespace.ipc;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.IpcCalls;

/** The file behind a segment: attached for a moment, it can be opened through {@code /proc/self/map_files}. */
final class SegmentFile {

    private SegmentFile() {}

    /**
     * Opens segment {@code id} of the calling thread's namespace for reading and writing.
     *
     * @param mappedBytes its size in whole pages
     */
    static Fd open(int id, long mappedBytes) {
        long address = IpcCalls.attach(id, 0);
        try {
            String range = Long.toHexString(address) + "-" + Long.toHexString(address + mappedBytes);
            return FileCalls.open("/proc/self/map_files/" + range, Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0);
        } finally {
            IpcCalls.detach(address);
        }
    }

    /** How much of an address space a segment takes. */
    static long mappedBytes(long sizeBytes) {
        return sizeBytes + Mman.PAGE_BYTES - 1 & -Mman.PAGE_BYTES;
    }
}
