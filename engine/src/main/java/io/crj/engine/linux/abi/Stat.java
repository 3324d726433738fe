package io.crj.engine.linux.abi;

/** Types and permissions of files; linux/stat.h, and the device numbers of linux/kdev_t.h. */
public final class Stat {

    public static final int S_IFMT = 0170000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFIFO = 0010000;
    public static final int S_IFLNK = 0120000;
    /** All permission bits, set-user-id and the like included. */
    public static final int PERMISSIONS = 07777;

    /** Unit of {@code st_blocks}. */
    public static final int S_BLKSIZE = 512;

    /** Type of /proc in statfs(2); linux/magic.h. */
    public static final int PROC_SUPER_MAGIC = 0x9fa0;

    public static final int TMPFS_MAGIC = 0x01021994;

    /** {@code struct statx} of statx(2), and where in it are the mask and times: seconds, then nanoseconds in 32 bits. */
    public static final int STATX_BYTES = 256;

    public static final int STATX_MASK_OFFSET = 0;
    public static final int STATX_BTIME_OFFSET = 80;
    public static final int STATX_MTIME_OFFSET = 112;
    public static final int STATX_MTIME = 0x40;
    public static final int STATX_BTIME = 0x800;

    private static final int KERNEL_MINOR_BITS = 20;

    private Stat() {}

    /** Major number of a device as stat(2) reports it. */
    public static int major(long device) {
        return (int) (device >>> 8 & 0xfff);
    }

    /** Minor number of a device as stat(2) reports it. */
    public static int minor(long device) {
        return (int) (device & 0xff | device >>> 12 & 0xfff00);
    }

    /** The number the kernel itself uses for a device that stat(2) reports as {@code device}; seen in fdinfo and images. */
    public static long kernelDevice(long device) {
        return (long) major(device) << KERNEL_MINOR_BITS | minor(device);
    }
}
