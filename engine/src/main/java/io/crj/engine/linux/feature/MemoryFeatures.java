package io.crj.engine.linux.feature;

import static io.crj.engine.linux.abi.SyscallNumber.IOCTL;
import static io.crj.engine.linux.abi.SyscallNumber.MADVISE;
import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;
import static io.crj.engine.linux.abi.SyscallNumber.PROCESS_VM_READV;
import static io.crj.engine.linux.abi.SyscallNumber.USERFAULTFD;

import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.abi.Pagemap;
import io.crj.engine.linux.abi.Userfaultfd;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.Syscalls;
import java.util.stream.Stream;

/** Probes for what reads, tracks and rebuilds memory. */
final class MemoryFeatures {

    private static final Syscalls SYS = Syscalls.get();
    private static final int O_RDONLY_CLOEXEC = 02000000;

    private MemoryFeatures() {}

    static Stream<Feature> probe() {
        return Stream.of(pagemapScan(), writeTracking(), processVm(), memfd(), guards());
    }

    /** PAGEMAP_SCAN of an empty range. */
    private static Feature pagemapScan() {
        try (Fd pagemap = FileCalls.open("/proc/self/pagemap", O_RDONLY_CLOEXEC, 0);
                NativeBuffer arg = NativeBuffer.allocate(Pagemap.SCAN_ARG_BYTES)) {
            arg.putLong(Pagemap.ARG_SIZE, Pagemap.SCAN_ARG_BYTES);
            long result = SYS.call(IOCTL, pagemap.number(), Pagemap.PAGEMAP_SCAN, arg.address(), 0, 0, 0);
            return Feature.ofCall(
                    "PAGEMAP_SCAN",
                    result,
                    "finds the pages to dump",
                    "pages to dump cannot be found; since Linux 6.7");
        } catch (SyscallException e) {
            return Feature.required("PAGEMAP_SCAN", -e.errno(), "pages to dump cannot be found");
        }
    }

    private static Feature writeTracking() {
        String name = "userfaultfd WP_ASYNC";
        String loss = "; pre-dump rounds cannot tell what changed: every round and the freeze copy all memory";
        long fd = SYS.call(USERFAULTFD, O_RDONLY_CLOEXEC | Userfaultfd.UFFD_USER_MODE_ONLY, 0, 0, 0, 0, 0);
        if (fd < 0) {
            return Feature.limited(name, Feature.reason(fd) + loss);
        }
        try (Fd owned = Fd.own(fd);
                NativeBuffer api = NativeBuffer.allocate(Userfaultfd.API_BYTES)) {
            api.putLong(0, Userfaultfd.UFFD_API)
                    .putLong(Long.BYTES, Userfaultfd.FEATURE_WP_ASYNC | Userfaultfd.FEATURE_WP_HUGETLBFS_SHMEM);
            long result = SYS.call(IOCTL, owned.number(), Userfaultfd.UFFDIO_API, api.address(), 0, 0, 0);
            return result < 0
                    ? Feature.limited(name, Feature.reason(result) + loss)
                    : Feature.yes(name, "pre-dump rounds send only pages that changed");
        }
    }

    /** process_vm_readv(2) of eight bytes of our own. */
    private static Feature processVm() {
        try (NativeBuffer data = NativeBuffer.allocate(2 * Long.BYTES);
                NativeBuffer vectors = NativeBuffer.allocate(4 * Long.BYTES)) {
            vectors.putLong(0, data.address()).putLong(8, Long.BYTES);
            vectors.putLong(16, data.address() + Long.BYTES).putLong(24, Long.BYTES);
            long self = ProcessHandle.current().pid();
            long result = SYS.call(PROCESS_VM_READV, self, vectors.address(), 1, vectors.address() + 16, 1, 0);
            return Feature.ofCall(
                    "process_vm_readv/writev",
                    result,
                    "copies memory out of and into tasks",
                    "memory cannot be copied; CONFIG_CROSS_MEMORY_ATTACH");
        }
    }

    private static Feature memfd() {
        try {
            FileCalls.memfd("crj-probe", 1).close();
            return Feature.yes("memfd_create", "shared memory is rebuilt");
        } catch (SyscallException e) {
            return Feature.required("memfd_create", -e.errno(), "shared memory cannot be rebuilt");
        }
    }

    private static Feature guards() {
        int flags = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS;
        long page = SYS.call(MMAP, 0, Mman.PAGE_BYTES, Mman.PROT_READ, flags, -1, 0);
        long result = page < 0 ? page : SYS.call(MADVISE, page, Mman.PAGE_BYTES, Mman.MADV_GUARD_INSTALL, 0, 0, 0);
        if (page >= 0) {
            SYS.call(MUNMAP, page, Mman.PAGE_BYTES, 0, 0, 0, 0);
        }
        return result < 0
                ? Feature.limited(
                        "guard regions",
                        Feature.reason(result) + "; trees that have some cannot come here; since Linux 6.13")
                : Feature.yes("guard regions", "MADV_GUARD_INSTALL puts them back");
    }
}
