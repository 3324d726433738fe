package io.crj.engine.namespace.mnt;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import java.util.List;
import java.util.Optional;

/** The mounts of a mount namespace, as a process in it sees them, and ways into them. */
final class SeenMounts implements AutoCloseable {

    private final int viewer;
    private final List<MountInfo> all;
    private final Fd root;

    private SeenMounts(int viewer, List<MountInfo> all, Fd root) {
        this.viewer = viewer;
        this.all = all;
        this.root = root;
    }

    static SeenMounts of(int pid) {
        List<MountInfo> all = MountInfo.read(pid);
        return new SeenMounts(pid, all, FileCalls.open("/proc/" + pid + "/root", Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0));
    }

    /** The process through which they are seen. */
    int viewer() {
        return viewer;
    }

    List<MountInfo> all() {
        return all;
    }

    /** The one everything else is mounted in: the only one whose parent is not seen. */
    Optional<MountInfo> root() {
        return all.stream()
                .filter(mount -> mount.place().equals("/") && all.stream().noneMatch(m -> m.id() == mount.parent()))
                .findFirst();
    }

    /** Its root, open with O_PATH; empty when another mount lies on top of it. */
    Optional<Fd> open(MountInfo mount) {
        Fd place;
        try {
            place = MountCalls.open(root, mount.place(), Fcntl.O_PATH, Mount.RESOLVE_IN_ROOT);
        } catch (SyscallException e) {
            return Optional.empty();
        }
        if (FdInfo.read((int) ProcessHandle.current().pid(), place.number()).mountId() == mount.id()) {
            return Optional.of(place);
        }
        place.close();
        return Optional.empty();
    }

    /** A detached mount of its file system's part, without what is mounted in there, whatever lies on top of it. */
    Fd copy(MountInfo mount) {
        try (Fd place = open(mount).orElse(null)) {
            // In that copy none is unbindable.
            return place == null || mount.unbindable()
                    ? HiddenMount.copy(this, mount)
                    : NamespaceThread.call(viewer, NamespaceKind.MNT, () -> MountCalls.cloneOf(place));
        }
    }

    boolean isHidden(MountInfo mount) {
        Optional<Fd> place = open(mount);
        place.ifPresent(Fd::close);
        return place.isEmpty();
    }

    @Override
    public void close() {
        root.close();
    }
}
