package io.crj.engine.namespace.mnt;

import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.MountCalls;
import java.util.Map;

/** Puts the mounts of one namespace to their places. */
final class MountPlacing {

    private final MountTree tree;
    private final Map<Integer, Fd> mounts;

    /** @param mounts detached, by their numbers in the image */
    MountPlacing(MountTree tree, Map<Integer, Fd> mounts) {
        this.tree = tree;
        this.mounts = mounts;
    }

    MountTree tree() {
        return tree;
    }

    /** On a thread in the namespace, which shows the host until then. */
    void run() {
        MountCalls.propagation("/", Mount.MS_REC | Mount.MS_PRIVATE);
        try (MountYard yard = new MountYard()) {
            for (MntEntry mount : tree.parentsFirst()) {
                attach(mount, yard);
            }
        }
        for (MntEntry mount : tree.all()) {
            boolean unbindable = (mount.getFlags() & Mount.MS_UNBINDABLE) != 0;
            MountCalls.attributes(
                    mounts.get(mount.getMntId()),
                    MountFlags.attributes(mount.getFlags()),
                    MountFlags.ALL_ATTRIBUTES,
                    unbindable ? Mount.MS_UNBINDABLE : 0,
                    MountTree.describe(mount));
        }
        // The yard lies on the old root.
        MountCalls.pivot(mounts.get(tree.root().getMntId()), 2);
    }

    private void attach(MntEntry mount, MountYard yard) {
        Fd fd = mounts.get(mount.getMntId());
        String what = MountTree.describe(mount);
        if (mount == tree.root()) {
            yard.add(fd, what);
            return;
        }
        MntEntry parent = tree.parent(mount);
        String part = Paths.rest(mount.getMountpoint(), parent.getMountpoint());
        MountYard.attach(fd, mounts.get(parent.getMntId()), part, what);
    }
}
