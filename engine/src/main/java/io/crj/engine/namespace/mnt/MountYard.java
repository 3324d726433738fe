package io.crj.engine.namespace.mnt;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.SyscallException;

/**
 * A tmpfs on top of the old root that holds mounts under construction: only what is attached somewhere in the namespace can
 * be copied. It goes with the old root.
 */
final class MountYard implements AutoCloseable {

    private static final int PRIVATE_DIRECTORY = 0700;
    /** A path must not leave its mount, in any way. */
    private static final int STRICTLY_INSIDE =
            Mount.RESOLVE_BENEATH | Mount.RESOLVE_NO_SYMLINKS | Mount.RESOLVE_NO_XDEV;

    private final Fd yard;
    private int places;

    /** Made in the calling thread's namespace. Paths of the old root mean what they meant: nobody looks on top of it. */
    MountYard() {
        try (Fd context = MountCalls.newFileSystem("tmpfs")) {
            MountCalls.option(context, "mode", "0700");
            MountCalls.command(context, Mount.FSCONFIG_CMD_CREATE, "yard");
            yard = MountCalls.mount(context, "yard");
        }
        try (Fd root = FileCalls.open("/", Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0)) {
            MountCalls.attach(yard, root, "yard");
        }
    }

    /** Gives a detached mount a place. */
    void add(Fd mount, String what) {
        String path = "/proc/self/fd/" + yard.number() + "/" + places++;
        if (FileCalls.stat(mount).isDirectory()) {
            FileCalls.makeDirectory(path, PRIVATE_DIRECTORY);
        } else {
            FileCalls.open(path, Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_CLOEXEC, 0)
                    .close();
        }
        try (Fd place = FileCalls.open(path, Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0)) {
            MountCalls.attach(mount, place, what);
        }
    }

    /** A detached copy of a mount with a place, or of a part of it; the caller's. */
    static Fd copy(Fd mount, String part, String what) {
        if (part.isEmpty()) {
            return MountCalls.cloneOf(mount);
        }
        try (Fd place = inside(mount, part, what)) {
            return MountCalls.cloneOf(place);
        }
    }

    /** Puts {@code mount} where {@code part} of {@code parent} is. */
    static void attach(Fd mount, Fd parent, String part, String what) {
        if (part.isEmpty()) {
            MountCalls.attach(mount, parent, what);
            return;
        }
        try (Fd place = inside(parent, part, what)) {
            MountCalls.attach(mount, place, what);
        }
    }

    /** The root of {@code mount}. */
    static Fd open(Fd mount) {
        return FileCalls.open("/proc/self/fd/" + mount.number() + "/.", Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0);
    }

    /** What {@code part} of {@code mount} is, open for its place only. */
    static Fd inside(Fd mount, String part, String what) {
        try {
            return MountCalls.open(mount, part, Fcntl.O_PATH, STRICTLY_INSIDE);
        } catch (SyscallException e) {
            throw new EngineException(
                    what + " needs " + part + " in the file system below it: " + e.getMessage()
                            + "; it has to be there as on the other host",
                    e);
        }
    }

    /** Takes it away with all that is in it, which stays mounted elsewhere. */
    void remove() {
        MountCalls.unmount("/proc/self/fd/" + yard.number());
    }

    @Override
    public void close() {
        yard.close();
    }
}
