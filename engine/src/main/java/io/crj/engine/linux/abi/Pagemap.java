package io.crj.engine.linux.abi;

/** PAGEMAP_SCAN of linux/fs.h (since Linux 6.7). */
public final class Pagemap {

    /** _IOWR('f', 16, struct pm_scan_arg). */
    public static final long PAGEMAP_SCAN = 0xC0606610L;

    public static final int PAGE_IS_WPALLOWED = 1;
    public static final int PAGE_IS_WRITTEN = 1 << 1;
    public static final int PAGE_IS_FILE = 1 << 2;
    public static final int PAGE_IS_PRESENT = 1 << 3;
    public static final int PAGE_IS_SWAPPED = 1 << 4;
    public static final int PAGE_IS_PFNZERO = 1 << 5;
    public static final int PAGE_IS_GUARD = 1 << 8;

    public static final int PM_SCAN_WP_MATCHING = 1;

    /** struct pm_scan_arg. */
    public static final int SCAN_ARG_BYTES = 96;

    public static final int ARG_SIZE = 0;
    public static final int ARG_FLAGS = 8;
    public static final int ARG_START = 16;
    public static final int ARG_END = 24;
    public static final int ARG_WALK_END = 32;
    public static final int ARG_VEC = 40;
    public static final int ARG_VEC_LEN = 48;
    public static final int ARG_MAX_PAGES = 56;
    public static final int ARG_CATEGORY_INVERTED = 64;
    public static final int ARG_CATEGORY_MASK = 72;
    public static final int ARG_CATEGORY_ANYOF = 80;
    public static final int ARG_RETURN_MASK = 88;

    /** struct page_region: start, end, categories. */
    public static final int REGION_BYTES = 24;

    private Pagemap() {}
}
