package io.crj.engine.namespace.mnt;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.SyscallException;

/**
 * Files and directories that mounts show though their names are gone: made again under them until the mounts are at their
 * places, for what has no name cannot be mounted.
 */
final class DeletedPlace implements AutoCloseable {

    private static final int PLACE = Fcntl.O_PATH | Fcntl.O_CLOEXEC;

    private final Fd directory;
    private final String path;
    private final boolean isDirectory;

    private DeletedPlace(Fd directory, String path, boolean isDirectory) {
        this.directory = directory;
        this.path = path;
        this.isDirectory = isDirectory;
    }

    /** Whether nothing is lost when it is made anew; a directory without a name is empty. */
    static boolean isEmpty(Fd place) {
        FileStat stat = FileCalls.stat(place);
        return stat.isDirectory() || stat.isRegular() && stat.sizeBytes() == 0 && stat.links() == 0;
    }

    /**
     * Makes one.
     *
     * @param mount one of its file system, with a place
     * @param part where below the root of that it was
     * @param like what is covered by the mount: of the same make
     */
    static DeletedPlace make(Fd mount, String part, FileStat like, String what) {
        int slash = part.lastIndexOf('/');
        Fd directory = slash < 0 ? MountYard.open(mount) : MountYard.inside(mount, part.substring(0, slash), what);
        try {
            return new DeletedPlace(directory, make(directory, part.substring(slash + 1), like), like.isDirectory());
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** A detached mount of it. */
    Fd copy() {
        try (Fd made = FileCalls.open(path, PLACE | Fcntl.O_NOFOLLOW, 0)) {
            return MountCalls.cloneOf(made);
        }
    }

    /** Its name goes. */
    @Override
    public void close() {
        try (directory) {
            if (isDirectory) {
                FileCalls.removeDirectory(path);
            } else {
                FileCalls.unlink(path);
            }
        }
    }

    private static String make(Fd directory, String name, FileStat like) {
        String path = "/proc/self/fd/" + directory.number() + "/" + name;
        for (int i = 1; ; i++) {
            try {
                if (like.isDirectory()) {
                    FileCalls.makeDirectory(path, 0755);
                } else {
                    FileCalls.open(path, Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_CLOEXEC, 0644)
                            .close();
                }
                return path;
            } catch (SyscallException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
                path = "/proc/self/fd/" + directory.number() + "/" + name + ".crj-" + i;
            }
        }
    }
}
