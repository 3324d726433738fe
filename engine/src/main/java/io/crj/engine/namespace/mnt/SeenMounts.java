package io.crj.engine.namespace.mnt;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.List;
import java.util.Optional;

/** The mounts of a process, and ways into them. */
final class SeenMounts implements AutoCloseable {

    private final List<MountInfo> all;
    private final Fd root;

    private SeenMounts(List<MountInfo> all, Fd root) {
        this.all = all;
        this.root = root;
    }

    static SeenMounts of(int pid) {
        List<MountInfo> all = MountInfo.read(pid);
        return new SeenMounts(all, FileCalls.open("/proc/" + pid + "/root", Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0));
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

    boolean isHidden(MountInfo mount) {
        Optional<Fd> place = open(mount);
        place.ifPresent(Fd::close);
        return place.isEmpty();
    }

    /** The mount that shows most of a file system. */
    MountInfo widest(int device) {
        return all.stream()
                .filter(mount -> mount.device() == device)
                .reduce((a, b) -> a.root().length() <= b.root().length() ? a : b)
                .orElseThrow();
    }

    @Override
    public void close() {
        root.close();
    }
}
