package io.crj.engine.linux.abi;

/** Memory files; linux/memfd.h, linux/magic.h. */
public final class Memfd {

    public static final int MFD_CLOEXEC = 1;
    public static final int MFD_ALLOW_SEALING = 2;
    public static final int MFD_HUGETLB = 4;
    /** {@code f_type} of statfs(2) for files in huge pages. */
    public static final int HUGETLBFS_MAGIC = 0x958458f6;

    private Memfd() {}
}
