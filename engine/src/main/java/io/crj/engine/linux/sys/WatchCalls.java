package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.FANOTIFY_INIT;
import static io.crj.engine.linux.abi.SyscallNumber.FANOTIFY_MARK;
import static io.crj.engine.linux.abi.SyscallNumber.INOTIFY_ADD_WATCH;
import static io.crj.engine.linux.abi.SyscallNumber.INOTIFY_INIT1;
import static io.crj.engine.linux.abi.SyscallNumber.OPEN_BY_HANDLE_AT;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Inotify;

/** System calls of inotify(7), fanotify(7) and on file handles, typed; failures throw {@link SyscallException}. */
public final class WatchCalls {

    private static final Syscalls SYS = Syscalls.get();

    private WatchCalls() {}

    /** inotify_init1(2); close-on-exec. */
    public static Fd inotify() {
        return Fd.own(check(SYS.call(INOTIFY_INIT1, Inotify.IN_CLOEXEC, 0, 0, 0, 0, 0), "inotify_init1", ""));
    }

    /** inotify_add_watch(2) under a number that must be free. */
    public static void addWatch(Fd inotify, int number, String path, int mask) {
        FileCalls.ioctl(inotify, Inotify.INOTIFY_IOC_SETNEXTWD, number);
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            long given = check(
                    SYS.call(INOTIFY_ADD_WATCH, inotify.number(), name.address(), mask, 0, 0, 0),
                    "inotify_add_watch",
                    path + " mask 0x" + Integer.toHexString(mask));
            if (given != number) {
                throw new IllegalStateException("watch " + given + " instead of " + number);
            }
        }
    }

    /** fanotify_init(2); close-on-exec. */
    public static Fd fanotify(int flags, int eventFlags) {
        // FAN_CLOEXEC would stay among the flags that fdinfo tells.
        Fd list = Fd.own(check(
                SYS.call(FANOTIFY_INIT, flags, eventFlags, 0, 0, 0, 0),
                "fanotify_init",
                "flags 0x" + Integer.toHexString(flags)));
        FileCalls.fcntl(list, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC);
        return list;
    }

    /** fanotify_mark(2). */
    public static void mark(Fd fanotify, int flags, long mask, String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(
                    SYS.call(FANOTIFY_MARK, fanotify.number(), flags, mask, Fcntl.AT_FDCWD, name.address(), 0),
                    "fanotify_mark",
                    path + " flags 0x" + Integer.toHexString(flags) + " mask 0x" + Long.toHexString(mask));
        }
    }

    /**
     * open_by_handle_at(2), for the place only (O_PATH).
     *
     * @param mount anything open on the file system
     */
    public static Fd open(Fd mount, int type, byte[] handle) {
        try (NativeBuffer whole = NativeBuffer.allocate(Fcntl.HANDLE_HEAD_SIZE + handle.length)) {
            whole.putInt(Fcntl.HANDLE_BYTES, handle.length)
                    .putInt(Fcntl.HANDLE_TYPE, type)
                    .putBytes(Fcntl.HANDLE_HEAD_SIZE, handle);
            long fd = SYS.call(
                    OPEN_BY_HANDLE_AT, mount.number(), whole.address(), Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0, 0, 0);
            return Fd.own(check(fd, "open_by_handle_at", "type " + type));
        }
    }
}
