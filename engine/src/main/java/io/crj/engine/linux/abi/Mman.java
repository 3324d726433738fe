package io.crj.engine.linux.abi;

/** asm-generic/mman-common.h, asm-generic/mman.h, linux/mman.h. */
public final class Mman {

    public static final int PAGE_BYTES = 4096;

    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int PROT_EXEC = 4;

    public static final int MAP_SHARED = 0x01;
    public static final int MAP_PRIVATE = 0x02;
    public static final int MAP_DROPPABLE = 0x08;
    public static final int MAP_FIXED = 0x10;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int MAP_GROWSDOWN = 0x0100;
    public static final int MAP_LOCKED = 0x2000;
    public static final int MAP_NORESERVE = 0x4000;
    public static final int MAP_HUGETLB = 0x40000;
    public static final int MAP_FIXED_NOREPLACE = 0x100000;

    /** Where flags have the binary logarithm of a huge page's size, for mmap(2), memfd_create(2) and shmget(2). */
    public static final int HUGETLB_SHIFT = 26;

    public static final int HUGETLB_SIZE_MASK = 0x3f << HUGETLB_SHIFT;

    public static final int MREMAP_MAYMOVE = 1;
    public static final int MREMAP_FIXED = 2;

    public static final int MLOCK_ONFAULT = 1;
    public static final int MCL_FUTURE = 2;
    public static final int MCL_ONFAULT = 4;

    public static final int MADV_RANDOM = 1;
    public static final int MADV_SEQUENTIAL = 2;
    public static final int MADV_DONTNEED = 4;
    public static final int MADV_DONTFORK = 10;
    public static final int MADV_MERGEABLE = 12;
    public static final int MADV_HUGEPAGE = 14;
    public static final int MADV_NOHUGEPAGE = 15;
    public static final int MADV_DONTDUMP = 16;
    public static final int MADV_WIPEONFORK = 18;
    public static final int MADV_GUARD_INSTALL = 102;

    /** End of user addresses with 4-level page tables; asm/page_64_types.h TASK_SIZE_MAX. */
    public static final long TASK_SIZE = 0x7ffffffff000L;

    private Mman() {}
}
