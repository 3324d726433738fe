package io.crj.engine.resource.regularfile;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import io.crj.engine.resource.TreeRoot;
import java.nio.file.Path;

/** A read-only mount of the tree's own that is writable for a moment, so that files deleted before it became so can be made. */
final class ReadOnlyMount implements AutoCloseable {

    private final TreeRoot root;
    private final Fd place;

    private ReadOnlyMount(TreeRoot root, Fd place) {
        this.root = root;
        this.place = place;
    }

    /** Makes the mount that {@code path} is on writable until it is closed. */
    static ReadOnlyMount open(TreeRoot root, String path) {
        for (Path above = Path.of(path).getParent(); above != null; above = above.getParent()) {
            Fd place = null;
            try {
                place = root.open(above.toString(), Fcntl.O_PATH | Fcntl.O_CLOEXEC);
                // Only the root of a mount stands for it.
                change(root, place, 0, Mount.MOUNT_ATTR_RDONLY);
                return new ReadOnlyMount(root, place);
            } catch (SyscallException e) {
                if (place != null) {
                    place.close();
                }
            }
        }
        throw new EngineException(path + " is on a file system that cannot be written to");
    }

    private static void change(TreeRoot root, Fd place, long set, long clear) {
        NamespaceThread.call(root.pid(), NamespaceKind.MNT, () -> {
            MountCalls.attributes(place, set, clear, 0, "a read-only mount");
            return place;
        });
    }

    @Override
    public void close() {
        try (place) {
            change(root, place, Mount.MOUNT_ATTR_RDONLY, 0);
        }
    }
}
