package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.*;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mount;

/**
 * Calls on mounts by descriptor, for the calling thread's mount namespace; open_tree(2), move_mount(2), fsopen(2),
 * fsmount(2), fsconfig(2), mount_setattr(2), openat2(2).
 */
public final class MountCalls {

    private static final Syscalls SYS = Syscalls.get();
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int MESSAGE_BYTES = 4096;

    private MountCalls() {}

    /** A detached copy, without submounts, of what {@code path} leads to. */
    public static Fd cloneOf(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            int flags = Mount.OPEN_TREE_CLONE | Mount.OPEN_TREE_CLOEXEC;
            return Fd.own(
                    check(SYS.call(OPEN_TREE, FileCalls.AT_FDCWD, name.address(), flags, 0, 0, 0), "open_tree", path));
        }
    }

    /** A detached copy, without submounts, of the mount at an open file; the file becomes its root. */
    public static Fd cloneOf(Fd place) {
        try (NativeBuffer empty = NativeBuffer.ofString("")) {
            int flags = Mount.OPEN_TREE_CLONE | Mount.OPEN_TREE_CLOEXEC | AT_EMPTY_PATH;
            return Fd.own(check(
                    SYS.call(OPEN_TREE, place.number(), empty.address(), flags, 0, 0, 0),
                    "open_tree",
                    place.toString()));
        }
    }

    /** Puts a detached mount onto an open file or directory. */
    public static void attach(Fd mount, Fd place, String what) {
        move(mount, place, Mount.MOVE_MOUNT_F_EMPTY_PATH | Mount.MOVE_MOUNT_T_EMPTY_PATH, what);
    }

    /** Makes {@code member} belong to the peer group, or have the master, that {@code example} has. */
    public static void joinGroup(Fd member, Fd example, String what) {
        int flags = Mount.MOVE_MOUNT_F_EMPTY_PATH | Mount.MOVE_MOUNT_T_EMPTY_PATH | Mount.MOVE_MOUNT_SET_GROUP;
        move(example, member, flags, what);
    }

    private static void move(Fd from, Fd to, int flags, String what) {
        try (NativeBuffer empty = NativeBuffer.ofString("")) {
            check(
                    SYS.call(MOVE_MOUNT, from.number(), empty.address(), to.number(), empty.address(), flags, 0),
                    "move_mount",
                    what);
        }
    }

    /** fsopen(2): a context for a file system of this type. */
    public static Fd newFileSystem(String type) {
        try (NativeBuffer name = NativeBuffer.ofString(type)) {
            return Fd.own(check(SYS.call(FSOPEN, name.address(), Mount.FSOPEN_CLOEXEC, 0, 0, 0, 0), "fsopen", type));
        }
    }

    /** fspick(2): a context to change the file system of a mount. */
    public static Fd reconfigure(Fd mount) {
        try (NativeBuffer empty = NativeBuffer.ofString("")) {
            int flags = Mount.FSPICK_CLOEXEC | Mount.FSPICK_EMPTY_PATH;
            return Fd.own(check(
                    SYS.call(FSPICK, mount.number(), empty.address(), flags, 0, 0, 0), "fspick", mount.toString()));
        }
    }

    /** Sets an option; without a value when that is {@code null}. */
    public static void option(Fd context, String key, String value) {
        try (NativeBuffer name = NativeBuffer.ofString(key);
                NativeBuffer text = NativeBuffer.ofString(value == null ? "" : value)) {
            long command = value == null ? Mount.FSCONFIG_SET_FLAG : Mount.FSCONFIG_SET_STRING;
            long address = value == null ? 0 : text.address();
            long result = SYS.call(FSCONFIG, context.number(), command, name.address(), address, 0, 0);
            check(result, "fsconfig", key + (value == null ? "" : "=" + value) + complaint(result, context));
        }
    }

    /** Makes the file system; FSCONFIG_CMD_CREATE or RECONFIGURE. */
    public static void command(Fd context, int command, String what) {
        long result = SYS.call(FSCONFIG, context.number(), command, 0, 0, 0, 0);
        check(result, "fsconfig", what + complaint(result, context));
    }

    /** What the file system itself has to say about a failure. */
    private static String complaint(long result, Fd context) {
        if (result >= 0) {
            return "";
        }
        try (NativeBuffer text = NativeBuffer.allocate(MESSAGE_BYTES)) {
            long size = SYS.call(READ, context.number(), text.address(), MESSAGE_BYTES, 0, 0, 0);
            return size <= 0
                    ? ""
                    : ": "
                            + new String(text.getBytes(0, (int) size), java.nio.charset.StandardCharsets.ISO_8859_1)
                                    .trim();
        }
    }

    /** fsmount(2): a detached mount of the file system. */
    public static Fd mount(Fd context, String what) {
        return Fd.own(check(SYS.call(FSMOUNT, context.number(), Mount.FSMOUNT_CLOEXEC, 0, 0, 0, 0), "fsmount", what));
    }

    /**
     * mount_setattr(2) on one mount.
     *
     * @param set MOUNT_ATTR_ flags to set
     * @param clear those to clear first
     * @param propagation an MS_ type, or 0 for no change
     */
    public static void attributes(Fd mount, long set, long clear, long propagation, String what) {
        try (NativeBuffer empty = NativeBuffer.ofString("");
                NativeBuffer attributes = NativeBuffer.allocate(Mount.MOUNT_ATTR_SIZE)) {
            attributes
                    .putLong(Mount.MOUNT_ATTR_SET, set)
                    .putLong(Mount.MOUNT_ATTR_CLR, clear)
                    .putLong(Mount.MOUNT_ATTR_PROPAGATION, propagation);
            check(
                    SYS.call(
                            MOUNT_SETATTR,
                            mount.number(),
                            empty.address(),
                            AT_EMPTY_PATH,
                            attributes.address(),
                            Mount.MOUNT_ATTR_SIZE,
                            0),
                    "mount_setattr",
                    what);
        }
    }

    /** Changes propagation of the mount at {@code path}, with MS_REC of all below it as well; mount(2). */
    public static void propagation(String path, long flags) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(MOUNT, 0, name.address(), 0, flags, 0, 0), "mount", path);
        }
    }

    /** Takes away what is mounted last at {@code path}, with all that is mounted in there; umount2(2) MNT_DETACH. */
    public static void unmount(String path) {
        try (NativeBuffer name = NativeBuffer.ofString(path)) {
            check(SYS.call(UMOUNT2, name.address(), Mount.MNT_DETACH, 0, 0, 0, 0), "umount2", path);
        }
    }

    /**
     * Makes the mount at {@code root}, which is attached, the root of the calling thread's namespace; pivot_root(2).
     *
     * @param layers how many mounts lie upon each other at the old root, itself included; all of them go
     */
    public static void pivot(Fd root, int layers) {
        try (NativeBuffer here = NativeBuffer.ofString(".")) {
            check(SYS.call(FCHDIR, root.number(), 0, 0, 0, 0, 0), "fchdir", "new root");
            check(SYS.call(PIVOT_ROOT, here.address(), here.address(), 0, 0, 0, 0), "pivot_root", "new root");
            // The old root lies on top of the new one now.
            for (int i = 0; i < layers; i++) {
                check(SYS.call(UMOUNT2, here.address(), Mount.MNT_DETACH, 0, 0, 0, 0), "umount2", "old root");
            }
        }
    }

    /**
     * openat2(2).
     *
     * @param flags as in open(2)
     * @param resolve RESOLVE_ bits that say where the path may lead
     */
    public static Fd open(Fd directory, String path, long flags, long resolve) {
        try (NativeBuffer name = NativeBuffer.ofString(path);
                NativeBuffer how = NativeBuffer.allocate(Mount.OPEN_HOW_SIZE)) {
            how.putLong(Mount.OPEN_HOW_FLAGS, flags | Fcntl.O_CLOEXEC).putLong(Mount.OPEN_HOW_RESOLVE, resolve);
            long result;
            do {
                // EAGAIN: something was renamed meanwhile and the kernel could not be sure.
                result =
                        SYS.call(OPENAT2, directory.number(), name.address(), how.address(), Mount.OPEN_HOW_SIZE, 0, 0);
            } while (result == -Errno.EAGAIN);
            return Fd.own(check(result, "openat2", path));
        }
    }
}
