package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.MREMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;
import static io.crj.engine.linux.abi.SyscallNumber.SHMAT;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.abi.SysvIpc;
import io.crj.engine.trace.RemoteProcess;

/** System V segments as a process has them attached: made by shmat(2), for only such a mapping counts and can be detached. */
final class SegmentAttachment {

    private static final int ACCESS = 3;

    private SegmentAttachment() {}

    /**
     * Attaches the segment of {@code vma} and moves the wanted part to its place.
     *
     * @param size of the whole segment, in whole pages
     * @param offset of the part in the segment
     */
    static void attach(RemoteProcess process, VmaEntry vma, long size, long start, long end, long offset) {
        long length = end - start;
        if (offset < 0 || offset > size - length) {
            throw new ImageFormatException("mm", "mapping " + Long.toHexString(start) + " is beyond its segment");
        }
        int flags = ((vma.getFdflags() & ACCESS) == 0 ? SysvIpc.SHM_RDONLY : 0)
                | ((vma.getProt() & Mman.PROT_EXEC) != 0 ? SysvIpc.SHM_EXEC : 0);
        if (length == size) {
            process.check("shmat", SHMAT, vma.getShmid(), start, flags);
            return;
        }
        long whole = process.check("shmat", SHMAT, vma.getShmid(), 0, flags);
        process.check("mremap", MREMAP, whole + offset, length, length, Mman.MREMAP_MAYMOVE | Mman.MREMAP_FIXED, start);
        if (offset > 0) {
            process.check("munmap", MUNMAP, whole, offset);
        }
        if (offset + length < size) {
            process.check("munmap", MUNMAP, whole + offset + length, size - offset - length);
        }
    }
}
