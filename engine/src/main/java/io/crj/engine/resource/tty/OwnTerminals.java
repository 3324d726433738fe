package io.crj.engine.resource.tty;

import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.SyscallException;

/**
 * The devpts of a tree that has another than its host: made before its first session's leader is, who has to have its
 * terminal from the beginning, and mounted with all others later.
 */
final class OwnTerminals implements AutoCloseable {

    private static final String PLACE = "/dev/pts";

    private final Fd mount;

    OwnTerminals() {
        try (Fd context = MountCalls.newFileSystem("devpts")) {
            MountCalls.option(context, "source", "devpts");
            MountCalls.command(context, Mount.FSCONFIG_CMD_CREATE, PLACE);
            mount = MountCalls.mount(context, PLACE);
        }
    }

    /** Whether a process has another devpts than this one. */
    static boolean areOf(int pid) {
        try {
            return FileCalls.stat("/proc/" + pid + "/root" + PLACE).device()
                    != FileCalls.stat(PLACE).device();
        } catch (SyscallException e) {
            // It has none, or there is none here.
            return false;
        }
    }

    /** The device that makes pairs. */
    Fd open(int flags) {
        return MountCalls.open(mount, "ptmx", flags, Mount.RESOLVE_BENEATH | Mount.RESOLVE_NO_SYMLINKS);
    }

    /** A detached mount of it, the caller's. */
    Fd mount() {
        return FileCalls.duplicate(mount);
    }

    @Override
    public void close() {
        mount.close();
    }
}
