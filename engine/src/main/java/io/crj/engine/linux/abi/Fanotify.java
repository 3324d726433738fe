package io.crj.engine.linux.abi;

/** Watches on files, mounts and whole file systems; linux/fanotify.h. */
public final class Fanotify {

    public static final int FAN_NONBLOCK = 2;

    public static final int FAN_MARK_ADD = 1;
    public static final int FAN_MARK_DONT_FOLLOW = 4;
    public static final int FAN_MARK_MOUNT = 0x10;
    public static final int FAN_MARK_IGNORED_MASK = 0x20;
    public static final int FAN_MARK_IGNORED_SURV_MODIFY = 0x40;
    public static final int FAN_MARK_FILESYSTEM = 0x100;
    public static final int FAN_MARK_EVICTABLE = 0x200;
    public static final int FAN_MARK_IGNORE = 0x400;

    /** FAN_OPEN_PERM, FAN_ACCESS_PERM, FAN_OPEN_EXEC_PERM, FAN_PRE_ACCESS: somebody waits for an answer. */
    public static final int PERMISSION_EVENTS = 0x0017_0000;

    private Fanotify() {}
}
