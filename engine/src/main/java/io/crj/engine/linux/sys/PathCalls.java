package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.CHMOD;
import static io.crj.engine.linux.abi.SyscallNumber.CHOWN;
import static io.crj.engine.linux.abi.SyscallNumber.LINKAT;
import static io.crj.engine.linux.abi.SyscallNumber.LSTAT;
import static io.crj.engine.linux.abi.SyscallNumber.MKNODAT;
import static io.crj.engine.linux.abi.SyscallNumber.READLINKAT;
import static io.crj.engine.linux.abi.SyscallNumber.STATX;
import static io.crj.engine.linux.abi.SyscallNumber.SYMLINK;
import static io.crj.engine.linux.abi.SyscallNumber.UTIMENSAT;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** System calls on names, typed; failures throw {@link SyscallException}. */
public final class PathCalls {

    /** PATH_MAX of linux/limits.h: no link says more. */
    private static final int TARGET_BYTES = 4096;

    /** Two {@code struct timespec}. */
    private static final int TIMES_BYTES = 32;

    private static final Syscalls SYS = Syscalls.get();

    private PathCalls() {}

    /** lstat(2): a link at the end is not followed. */
    public static FileStat statOfName(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path);
                NativeBuffer out = NativeBuffer.allocate(FileStat.SIZE_BYTES)) {
            check(SYS.call(LSTAT, name.address(), out.address(), 0, 0, 0, 0), "lstat", path);
            return FileStat.read(out);
        }
    }

    /** statx(2), following links, also those of /proc/PID/fd. */
    public static FileTimes times(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path);
                NativeBuffer out = NativeBuffer.allocate(Stat.STATX_BYTES)) {
            int wanted = Stat.STATX_BTIME | Stat.STATX_MTIME;
            check(SYS.call(STATX, Fcntl.AT_FDCWD, name.address(), 0, wanted, out.address(), 0), "statx", path);
            return FileTimes.read(out);
        }
    }

    /** linkat(2): one more name; {@code existing} may be a link of /proc/PID/fd, which is followed. */
    public static void link(String existing, String path) {
        try (NativeBuffer from = NativeBuffer.ofString(existing);
                NativeBuffer to = NativeBuffer.ofString(path)) {
            long result = SYS.call(
                    LINKAT, Fcntl.AT_FDCWD, from.address(), Fcntl.AT_FDCWD, to.address(), Fcntl.AT_SYMLINK_FOLLOW, 0);
            check(result, "linkat", existing + " to " + path);
        }
    }

    /**
     * mknod(2).
     *
     * @param mode type and permissions, of which the umask is taken away
     * @param rdev as in {@link FileStat#rdev}; 0 for a fifo
     */
    public static void makeNode(String path, int mode, long rdev) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(MKNODAT, Fcntl.AT_FDCWD, name.address(), mode, rdev, 0, 0), "mknod", path);
        }
    }

    /** symlink(2). */
    public static void makeSymbolicLink(String target, String path) {
        try (NativeBuffer to = NativeBuffer.ofString(target);
                NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(SYMLINK, to.address(), name.address(), 0, 0, 0, 0), "symlink", path);
        }
    }

    /** What a symbolic link says that is open for its place only; readlinkat(2). */
    public static String targetOf(Fd link) {
        try (NativeBuffer itself = NativeBuffer.ofString("");
                NativeBuffer out = NativeBuffer.allocate(TARGET_BYTES)) {
            long size = check(
                    SYS.call(READLINKAT, link.number(), itself.address(), out.address(), TARGET_BYTES, 0, 0),
                    "readlinkat",
                    link.toString());
            return new String(out.getBytes(0, (int) size), StandardCharsets.UTF_8);
        }
    }

    /** chown(2), following links, also those of /proc/PID/fd. */
    public static void changeOwner(String path, int uid, int gid) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(CHOWN, name.address(), uid, gid, 0, 0, 0), "chown", path + " to " + uid + ":" + gid);
        }
    }

    /** chmod(2), following links, also those of /proc/PID/fd. */
    public static void changeMode(String path, int permissions) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(CHMOD, name.address(), permissions, 0, 0, 0, 0), "chmod", path);
        }
    }

    /** utimensat(2), following links, also those of /proc/PID/fd; opens nothing. */
    public static void setTimes(String path, Instant accessed, Instant modified) {
        try (NativeBuffer name = NativeBuffer.ofString(path);
                NativeBuffer times = NativeBuffer.allocate(TIMES_BYTES)) {
            times.putLong(0, accessed.getEpochSecond())
                    .putLong(8, accessed.getNano())
                    .putLong(16, modified.getEpochSecond())
                    .putLong(24, modified.getNano());
            long result = SYS.call(UTIMENSAT, Fcntl.AT_FDCWD, name.address(), times.address(), 0, 0, 0);
            check(result, "utimensat", path);
        }
    }
}
