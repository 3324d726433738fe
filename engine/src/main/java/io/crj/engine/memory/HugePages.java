package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;

import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.Syscalls;
import java.nio.ByteBuffer;

/** Memory in huge pages: files of hugetlbfs, with or without a name; mmap(2) MAP_HUGETLB. */
public final class HugePages {

    /** What links say of an anonymous mapping's file, which has no name. */
    public static final String ANONYMOUS = "/anon_hugepage";

    private static final String ROOM = "huge pages, which this host must have free: raise vm.nr_hugepages";
    private static final int SELF = (int) ProcessHandle.current().pid();

    private HugePages() {}

    /** The flags that ask for pages of {@code pageBytes}, without those that ask for huge pages at all. */
    public static int sizeFlags(long pageBytes) {
        return Long.numberOfTrailingZeros(pageBytes) << Mman.HUGETLB_SHIFT;
    }

    /** Whether {@code flags} are {@code kind} and a size, and nothing else. */
    public static boolean areFlags(int flags, int kind) {
        return (flags & ~Mman.HUGETLB_SIZE_MASK) == kind;
    }

    /** A file as anonymous shared memory has it. */
    public static Fd anonymous(long sizeBytes, int sizeFlags) {
        return AnonymousMemory.file(sizeBytes, Mman.MAP_HUGETLB | sizeFlags, ROOM);
    }

    private static long map(long sizeBytes, int fd, long offset) {
        int access = Mman.PROT_READ | Mman.PROT_WRITE;
        return SyscallException.check(
                Syscalls.get().call(MMAP, 0, sizeBytes, access, Mman.MAP_SHARED, fd, offset),
                "mmap",
                sizeBytes + " bytes of " + ROOM);
    }

    private static void unmap(long start, long sizeBytes) {
        SyscallException.check(
                Syscalls.get().call(MUNMAP, start, sizeBytes, 0, 0, 0, 0), "munmap", Long.toHexString(start));
    }

    /** Writes to a file whose pages are of {@code pageBytes}, which write(2) cannot. */
    static void write(Fd file, long pageBytes, long offset, ByteBuffer content) {
        long first = offset & -pageBytes;
        long size = (offset + content.remaining() - first + pageBytes - 1) & -pageBytes;
        long start = map(size, file.number(), first);
        try {
            ProcessCalls.writeMemory(SELF, start + offset - first, content);
        } finally {
            unmap(start, size);
        }
    }
}
