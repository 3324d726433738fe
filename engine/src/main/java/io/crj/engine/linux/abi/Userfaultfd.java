package io.crj.engine.linux.abi;

/** linux/userfaultfd.h. */
public final class Userfaultfd {

    public static final int UFFD_USER_MODE_ONLY = 1;
    public static final long UFFD_API = 0xAA;

    /** _IOWR(0xAA, 0x3F, struct uffdio_api). */
    public static final long UFFDIO_API = 0xC018AA3FL;
    /** _IOWR(0xAA, 0x00, struct uffdio_register). */
    public static final long UFFDIO_REGISTER = 0xC020AA00L;

    public static final long FEATURE_PAGEFAULT_FLAG_WP = 1;
    public static final long FEATURE_WP_HUGETLBFS_SHMEM = 1 << 12;
    public static final long FEATURE_WP_ASYNC = 1 << 15;

    public static final long REGISTER_MODE_WP = 1 << 1;

    /** struct uffdio_api: api, features, ioctls. */
    public static final int API_BYTES = 24;
    /** struct uffdio_register: start, len, mode, ioctls. */
    public static final int REGISTER_BYTES = 32;

    private Userfaultfd() {}
}
