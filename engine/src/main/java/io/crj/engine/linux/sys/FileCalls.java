package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.*;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Memfd;
import io.crj.engine.linux.abi.Pidfd;
import java.nio.ByteBuffer;

/** System calls on files and descriptors, typed; failures throw {@link SyscallException}. */
public final class FileCalls {

    public static final int AT_FDCWD = -100;
    /** {@code struct statfs}; asm-generic/statfs.h. */
    private static final int STATFS_SIZE_BYTES = 120;

    private static final int STATFS_BLOCK_SIZE = 8;
    private static final int STATFS_BLOCKS = 16;
    private static final int STATFS_FREE = 24;

    private static final Syscalls SYS = Syscalls.get();

    private FileCalls() {}

    /** open(2). */
    public static Fd open(String path, int flags, int mode) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            long fd = SYS.call(OPENAT, AT_FDCWD, name.address(), flags, mode, 0, 0);
            return Fd.own(check(fd, "open", path));
        }
    }

    /** fstat(2). */
    public static FileStat stat(Fd fd) {
        try (NativeBuffer out = NativeBuffer.allocate(FileStat.SIZE_BYTES)) {
            check(SYS.call(FSTAT, fd.number(), out.address(), 0, 0, 0, 0), "fstat", fd.toString());
            return FileStat.read(out);
        }
    }

    /** stat(2), following links (also those of /proc/PID/fd). */
    public static FileStat stat(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path);
                NativeBuffer out = NativeBuffer.allocate(FileStat.SIZE_BYTES)) {
            check(SYS.call(STAT, name.address(), out.address(), 0, 0, 0, 0), "stat", path);
            return FileStat.read(out);
        }
    }

    /** lseek(2) with SEEK_SET. */
    public static void seek(Fd fd, long offset) {
        check(SYS.call(LSEEK, fd.number(), offset, 0, 0, 0, 0), "lseek", fd + " to " + offset);
    }

    /** fcntl(2) with an integer argument. */
    public static long fcntl(Fd fd, int command, long argument) {
        return check(SYS.call(FCNTL, fd.number(), command, argument, 0, 0, 0), "fcntl", fd + " command " + command);
    }

    /**
     * flock(2) without waiting.
     *
     * @param operation LOCK_SH or LOCK_EX
     * @return whether it has been locked
     */
    public static boolean tryFlock(Fd fd, int operation) {
        long result = SYS.call(FLOCK, fd.number(), operation | Fcntl.LOCK_NB, 0, 0, 0, 0);
        return result != -Errno.EAGAIN && check(result, "flock", fd.toString()) == 0;
    }

    /** ioctl(2) with an address or integer argument. */
    public static long ioctl(Fd fd, long request, long argument) {
        return check(
                SYS.call(IOCTL, fd.number(), request, argument, 0, 0, 0),
                "ioctl",
                fd + " request 0x" + Long.toHexString(request));
    }

    /** ftruncate(2). */
    public static void truncate(Fd fd, long sizeBytes) {
        check(SYS.call(FTRUNCATE, fd.number(), sizeBytes, 0, 0, 0, 0), "ftruncate", fd + " to " + sizeBytes);
    }

    /** fallocate(2): the bytes read as zero from then on and take no room; the file keeps its length. */
    public static void punchHole(Fd fd, long offset, long lengthBytes) {
        long mode = Fcntl.FALLOC_FL_PUNCH_HOLE | Fcntl.FALLOC_FL_KEEP_SIZE;
        check(
                SYS.call(FALLOCATE, fd.number(), mode, offset, lengthBytes, 0, 0),
                "fallocate",
                fd + " hole of " + lengthBytes + " bytes at " + offset);
    }

    /**
     * fallocate(2): writes up to that length find room, whatever else fills the file system; the file keeps its length.
     * Nothing is done where the file system cannot.
     */
    public static void reserve(Fd fd, long lengthBytes) {
        long result = SYS.call(FALLOCATE, fd.number(), Fcntl.FALLOC_FL_KEEP_SIZE, 0, lengthBytes, 0, 0);
        if (result != -Errno.EOPNOTSUPP) {
            check(result, "fallocate", fd + " of " + lengthBytes + " bytes");
        }
    }

    /** memfd_create(2). */
    public static Fd memfd(String name, int flags) {
        try (NativeBuffer text = NativeBuffer.ofString(name)) {
            return Fd.own(check(SYS.call(MEMFD_CREATE, text.address(), flags, 0, 0, 0, 0), "memfd_create", name));
        }
    }

    /** pidfd_open(2) of a process, by the number of any of its threads. */
    public static Fd pidfdOpen(int pid) {
        long fd = SYS.call(PIDFD_OPEN, pid, 0, 0, 0, 0, 0);
        // The number of another thread than the leader; since Linux 6.9.
        return fd == -Errno.ENOENT || fd == -Errno.EINVAL
                ? pidfdOpen(pid, Pidfd.PIDFD_THREAD)
                : Fd.own(check(fd, "pidfd_open", "pid " + pid));
    }

    /** pidfd_open(2) with flags; close-on-exec in any case. */
    public static Fd pidfdOpen(int pid, int flags) {
        return Fd.own(check(SYS.call(PIDFD_OPEN, pid, flags, 0, 0, 0, 0), "pidfd_open", "pid " + pid));
    }

    /** pidfd_getfd(2): a copy, in this process, of descriptor {@code fd} of the process behind {@code pidfd}. */
    public static Fd pidfdGetfd(Fd pidfd, int fd) {
        return Fd.own(check(SYS.call(PIDFD_GETFD, pidfd.number(), fd, 0, 0, 0, 0), "pidfd_getfd", "fd " + fd));
    }

    /** write(2), all of {@code bytes}. */
    public static void writeFully(Fd fd, byte[] bytes) {
        try (NativeBuffer data = NativeBuffer.of(bytes)) {
            int done = 0;
            while (done < bytes.length) {
                done += (int) check(
                        SYS.call(WRITE, fd.number(), data.address() + done, bytes.length - done, 0, 0, 0),
                        "write",
                        fd.toString());
            }
        }
    }

    /** pread(2) into a fresh array; shorter at the end of the file. */
    public static byte[] pread(Fd fd, long offset, int lengthBytes) {
        try (NativeBuffer data = NativeBuffer.allocate(lengthBytes)) {
            long n = check(
                    SYS.call(PREAD64, fd.number(), data.address(), lengthBytes, offset, 0, 0),
                    "pread",
                    fd + " at " + offset);
            return data.getBytes(0, (int) n);
        }
    }

    /** pwrite(2), all of {@code bytes}. */
    public static void pwriteFully(Fd fd, long offset, byte[] bytes) {
        try (NativeBuffer data = NativeBuffer.of(bytes)) {
            int done = 0;
            while (done < bytes.length) {
                done += (int) check(
                        SYS.call(
                                PWRITE64, fd.number(), data.address() + done, bytes.length - done, offset + done, 0, 0),
                        "pwrite",
                        fd + " at " + (offset + done));
            }
        }
    }

    /** A second descriptor of the same open file, close-on-exec; fcntl(2) F_DUPFD_CLOEXEC. */
    public static Fd duplicate(Fd fd) {
        return Fd.own(fcntl(fd, Fcntl.F_DUPFD_CLOEXEC, 0));
    }

    /** Opens the file behind {@code fd} once more, with an offset and flags of its own; O_NOFOLLOW is lost. */
    public static Fd reopen(Fd fd, int flags) {
        return open("/proc/self/fd/" + fd.number(), flags & ~Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC, 0);
    }

    /**
     * Where data, or a hole, next begins at or after {@code offset}; lseek(2), moves the offset.
     *
     * @param whence SEEK_DATA or SEEK_HOLE
     * @return -1 when there is none before the end of the file
     */
    public static long seekContent(Fd fd, long offset, int whence) {
        long found = SYS.call(LSEEK, fd.number(), offset, whence, 0, 0, 0);
        return found == -Errno.ENXIO ? -1 : check(found, "lseek", fd + " from " + offset);
    }

    /** Type of the file system that holds the file; statfs(2) {@code f_type}. */
    public static int fileSystemType(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path);
                NativeBuffer out = NativeBuffer.allocate(STATFS_SIZE_BYTES)) {
            check(SYS.call(STATFS, name.address(), out.address(), 0, 0, 0, 0), "statfs", path);
            return out.getInt(0);
        }
    }

    /** Size of the huge pages that a file is made of, in bytes; 0 for all other files. */
    public static long hugePageBytes(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path);
                NativeBuffer out = NativeBuffer.allocate(STATFS_SIZE_BYTES)) {
            check(SYS.call(STATFS, name.address(), out.address(), 0, 0, 0, 0), "statfs", path);
            return out.getInt(0) == Memfd.HUGETLBFS_MAGIC ? out.getLong(STATFS_BLOCK_SIZE) : 0;
        }
    }

    /** How much of the file system that holds an open file is in use; fstatfs(2). */
    public static long usedBytes(Fd file) {
        try (NativeBuffer out = NativeBuffer.allocate(STATFS_SIZE_BYTES)) {
            check(SYS.call(FSTATFS, file.number(), out.address(), 0, 0, 0, 0), "fstatfs", file.toString());
            return (out.getLong(STATFS_BLOCKS) - out.getLong(STATFS_FREE)) * out.getLong(STATFS_BLOCK_SIZE);
        }
    }

    /** mkdir(2). */
    public static void makeDirectory(String path, int permissions) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(MKDIR, name.address(), permissions, 0, 0, 0, 0), "mkdir", path);
        }
    }

    /** rmdir(2). */
    public static void removeDirectory(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(RMDIR, name.address(), 0, 0, 0, 0, 0), "rmdir", path);
        }
    }

    /** unlink(2). */
    public static void unlink(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(UNLINK, name.address(), 0, 0, 0, 0, 0), "unlink", path);
        }
    }

    /** chdir(2), for this thread and all that share its file system attributes; clone(2) CLONE_FS. */
    public static void changeDirectory(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(CHDIR, name.address(), 0, 0, 0, 0, 0), "chdir", path);
        }
    }

    /** chroot(2), for this thread and all that share its file system attributes; clone(2) CLONE_FS. */
    public static void changeRoot(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(CHROOT, name.address(), 0, 0, 0, 0, 0), "chroot", path);
        }
    }

    /** fchmod(2). */
    public static void changeMode(Fd fd, int permissions) {
        check(SYS.call(FCHMOD, fd.number(), permissions, 0, 0, 0, 0), "fchmod", fd.toString());
    }

    /** fchown(2). */
    public static void changeOwner(Fd fd, int uid, int gid) {
        check(SYS.call(FCHOWN, fd.number(), uid, gid, 0, 0, 0), "fchown", fd + " to " + uid + ":" + gid);
    }
    /** pwrite(2) of all that remains in a direct buffer, which is consumed. */
    public static void pwriteFully(Fd fd, long offset, ByteBuffer direct) {
        long next = offset;
        while (direct.hasRemaining()) {
            long from = NativeBuffer.addressOf(direct) + direct.position();
            int done = (int) check(
                    SYS.call(PWRITE64, fd.number(), from, direct.remaining(), next, 0, 0),
                    "pwrite",
                    fd + " at " + next);
            direct.position(direct.position() + done);
            next += done;
        }
    }
}
