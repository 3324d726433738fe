package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.Syscalls;

/** Files that only mappings have: those of mmap(2) MAP_SHARED with MAP_ANONYMOUS. */
public final class AnonymousMemory {

    private AnonymousMemory() {}

    /**
     * A file as anonymous shared memory has it, with such memory's name.
     *
     * @param flags further ones of mmap(2)
     * @param hint what to do when there is no room
     */
    public static Fd file(long sizeBytes, int flags, String hint) {
        Syscalls system = Syscalls.get();
        long size = Math.max(1, sizeBytes) + Mman.PAGE_BYTES - 1 & -Mman.PAGE_BYTES;
        int access = Mman.PROT_READ | Mman.PROT_WRITE;
        long start = SyscallException.check(
                system.call(MMAP, 0, size, access, Mman.MAP_SHARED | Mman.MAP_ANONYMOUS | flags, -1, 0),
                "mmap",
                size + " bytes of " + hint);
        String range = Long.toHexString(start) + "-" + Long.toHexString(start + size);
        try {
            return FileCalls.open("/proc/self/map_files/" + range, Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0);
        } finally {
            SyscallException.check(system.call(MUNMAP, start, size, 0, 0, 0, 0), "munmap", range);
        }
    }
}
