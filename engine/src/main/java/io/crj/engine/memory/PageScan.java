package io.crj.engine.memory;

import static io.crj.engine.linux.abi.Pagemap.*;
import static io.crj.engine.linux.abi.SyscallNumber.IOCTL;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.Syscalls;

/** Finds a process's own pages with PAGEMAP_SCAN; Documentation/admin-guide/mm/pagemap.rst. */
final class PageScan implements AutoCloseable {

    private static final int REGIONS = 4096;
    private static final int O_RDONLY_CLOEXEC = 02000000;

    private final Fd pagemap;
    private final NativeBuffer argument = NativeBuffer.allocate(SCAN_ARG_BYTES);
    private final NativeBuffer regions = NativeBuffer.allocate((long) REGIONS * REGION_BYTES);

    PageScan(int pid) {
        pagemap = FileCalls.open("/proc/" + pid + "/pagemap", O_RDONLY_CLOEXEC, 0);
    }

    /** Receives page ranges in ascending order. */
    interface Ranges {
        void add(long start, long end);
    }

    /** Anonymous pages and copied pages of files, whether in memory or swapped out; zero pages are left out. */
    void present(long start, long end, Ranges out) {
        scan(start, end, 0, PAGE_IS_FILE | PAGE_IS_PFNZERO | PAGE_IS_GUARD, 0, out);
    }

    /** Guard regions: addresses that fault although they are mapped; madvise(2) MADV_GUARD_INSTALL. */
    void guards(long start, long end, Ranges out) {
        scan(start, end, 0, 0, PAGE_IS_GUARD, out);
    }

    /** Those of {@link #present} that were written to since the last such scan; they are tracked anew from now on. */
    void takeWritten(long start, long end, Ranges out) {
        scan(start, end, PM_SCAN_WP_MATCHING, PAGE_IS_FILE | PAGE_IS_PFNZERO | PAGE_IS_GUARD, PAGE_IS_WRITTEN, out);
    }

    /**
     * @param without categories that must not apply
     * @param with categories that have to
     */
    private void scan(long start, long end, int flags, long without, long with, Ranges out) {
        argument.putLong(ARG_SIZE, SCAN_ARG_BYTES)
                .putLong(ARG_FLAGS, flags)
                .putLong(ARG_END, end)
                .putLong(ARG_VEC, regions.address())
                .putLong(ARG_VEC_LEN, REGIONS)
                .putLong(ARG_MAX_PAGES, 0)
                .putLong(ARG_CATEGORY_INVERTED, without)
                .putLong(ARG_CATEGORY_MASK, without | with)
                .putLong(ARG_CATEGORY_ANYOF, PAGE_IS_PRESENT | PAGE_IS_SWAPPED)
                .putLong(ARG_RETURN_MASK, PAGE_IS_PRESENT | PAGE_IS_SWAPPED);
        for (long at = start; at < end; at = argument.getLong(ARG_WALK_END)) {
            argument.putLong(ARG_START, at);
            long found = check(
                    Syscalls.get().call(IOCTL, pagemap.number(), PAGEMAP_SCAN, argument.address(), 0, 0, 0),
                    "PAGEMAP_SCAN",
                    Long.toHexString(at) + "-" + Long.toHexString(end));
            for (int i = 0; i < found; i++) {
                long offset = (long) i * REGION_BYTES;
                out.add(regions.getLong(offset), regions.getLong(offset + 8));
            }
        }
    }

    @Override
    public void close() {
        pagemap.close();
        argument.close();
        regions.close();
    }
}
