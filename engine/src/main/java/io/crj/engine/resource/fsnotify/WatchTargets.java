package io.crj.engine.resource.fsnotify;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FhEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.TreeRoot;
import java.util.Optional;

/** Finds what a watch of an image is on. */
final class WatchTargets {

    private WatchTargets() {}

    /**
     * The file, open for its place only.
     *
     * @return the caller's
     */
    static Fd open(FileHandle handle, FhEntry entry, RestoreContext context) {
        Optional<Fd> ghost = context.ghost(handle.device(), handle.inode());
        if (ghost.isPresent()) {
            return FileCalls.duplicate(ghost.get());
        }
        if (entry.hasPath()) {
            return open(entry.getPath(), entry.getMntId(), context);
        }
        return Mounts.of((int) ProcessHandle.current().pid(), context)
                .open(handle)
                .orElseThrow(() -> new EngineException("a watch is on " + handle.describe()
                        + ", which is not here, and the image has no name for it; dump with --force-irmap and"
                        + " --irmap-scan-path DIRECTORY"));
    }

    /**
     * @param path as the tree sees it
     * @param mount number of the mount that it is on, 0 if it is not known
     */
    static Fd open(String path, int mount, RestoreContext context) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new ImageFormatException(ImageKind.FILES.fileName(0), "has a watch on a file without absolute path");
        }
        try {
            return TreeRoot.of(context, mount).open(path, Fcntl.O_PATH | Fcntl.O_NOFOLLOW);
        } catch (SyscallException e) {
            throw new EngineException(
                    "a watch is on " + path + ", which cannot be found here: " + e.getMessage()
                            + "; it has to be there before the restore, as it was on the other host",
                    e);
        }
    }

    /** A path that leads to an open file, whatever its name. */
    static String path(Fd target) {
        return "/proc/self/fd/" + target.number();
    }
}
