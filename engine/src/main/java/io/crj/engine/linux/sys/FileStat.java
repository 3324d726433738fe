package io.crj.engine.linux.sys;

import io.crj.engine.linux.abi.Stat;

/**
 * The result of fstat(2); {@code struct stat} of x86-64, asm/stat.h.
 *
 * @param device device number of the file system, as the kernel's st_dev
 * @param inode inode number
 * @param mode type and permission bits
 * @param links number of hard links
 * @param rdev device number of a device file
 * @param sizeBytes length
 * @param allocatedBytes what it occupies; less than its length when there are holes
 */
public record FileStat(
        long device,
        long inode,
        int mode,
        long links,
        int uid,
        int gid,
        long rdev,
        long sizeBytes,
        long allocatedBytes) {

    private static final int S_IFMT = 0170000;

    public boolean isRegular() {
        return (mode & S_IFMT) == 0100000;
    }

    public boolean isDirectory() {
        return (mode & S_IFMT) == 0040000;
    }

    public boolean isCharacterDevice() {
        return (mode & S_IFMT) == 0020000;
    }

    public boolean isBlockDevice() {
        return (mode & S_IFMT) == 0060000;
    }

    public boolean isFifo() {
        return (mode & S_IFMT) == 0010000;
    }

    public boolean isSymbolicLink() {
        return (mode & S_IFMT) == 0120000;
    }

    public boolean isDevice() {
        return isCharacterDevice() || isBlockDevice();
    }

    /** Whether both are one file. */
    public boolean isSame(FileStat other) {
        return device == other.device && inode == other.inode;
    }

    public boolean isSocket() {
        return (mode & S_IFMT) == 0140000;
    }

    static final int SIZE_BYTES = 144;

    static FileStat read(NativeBuffer b) {
        return new FileStat(
                b.getLong(0),
                b.getLong(8),
                b.getInt(24),
                b.getLong(16),
                b.getInt(28),
                b.getInt(32),
                b.getLong(40),
                b.getLong(48),
                b.getLong(64) * Stat.S_BLKSIZE);
    }
}
