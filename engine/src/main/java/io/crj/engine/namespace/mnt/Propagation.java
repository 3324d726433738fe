package io.crj.engine.namespace.mnt;

import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.MountCalls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Peer groups and their slaves, set up once all mounts are at their places; mount_namespaces(7). */
final class Propagation {

    private final Map<Integer, Fd> mounts;
    private final MountTree tree;
    /** Of each group the mount that shows most: others can only join one that shows at least as much. */
    private final Map<Integer, MntEntry> first = new HashMap<>();

    /** @param mounts attached, by their numbers in the image, all private */
    Propagation(MountTree tree, Map<Integer, Fd> mounts) {
        this.tree = tree;
        this.mounts = mounts;
    }

    void restore() {
        List<MntEntry> waiting = new ArrayList<>(tree.all());
        waiting.sort(Comparator.comparingInt((MntEntry mount) -> mount.getRoot().length()));
        while (!waiting.isEmpty()) {
            int before = waiting.size();
            waiting.removeIf(this::isDone);
            if (waiting.size() == before) {
                throw tree.wrong(waiting.get(0), "receives from a group that is not in the image");
            }
        }
    }

    private boolean isDone(MntEntry mount) {
        Fd fd = mounts.get(mount.getMntId());
        String what = MountTree.describe(mount);
        MntEntry peer = first.get(mount.getSharedId());
        if (mount.getSharedId() != 0 && peer != null) {
            MountCalls.joinGroup(fd, mounts.get(peer.getMntId()), what);
            return true;
        }
        if (mount.getMasterId() != 0) {
            MntEntry master = first.get(mount.getMasterId());
            if (master == null) {
                return false;
            }
            MountCalls.joinGroup(fd, mounts.get(master.getMntId()), what);
            MountCalls.attributes(fd, 0, 0, Mount.MS_SLAVE, what);
        }
        if (mount.getSharedId() != 0) {
            MountCalls.attributes(fd, 0, 0, Mount.MS_SHARED, what);
            first.put(mount.getSharedId(), mount);
        } else if ((mount.getFlags() & Mount.MS_UNBINDABLE) != 0) {
            MountCalls.attributes(fd, 0, 0, Mount.MS_UNBINDABLE, what);
        }
        return true;
    }
}
