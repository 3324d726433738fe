package io.crj.engine.namespace.mnt;

import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The calling process's own mounts: where it has what a tree has in its namespace. */
final class HostMounts {

    private final List<MountInfo> mounts;

    private HostMounts(List<MountInfo> mounts) {
        this.mounts = mounts;
    }

    static HostMounts read() {
        return new HostMounts(MountInfo.read("self"));
    }

    /** Whether the file system is mounted here at all. */
    boolean has(MountInfo mount) {
        return mounts.stream().anyMatch(own -> own.device() == mount.device());
    }

    /** Whether a peer group has a member here. */
    boolean hasGroup(int group) {
        return group != 0 && mounts.stream().anyMatch(own -> own.shared() == group);
    }

    /**
     * A path of this process that leads to the root of {@code mount}: its own place if that is one, for it is the likeliest
     * on other hosts.
     */
    Optional<String> path(MountInfo mount) {
        List<String> paths = new ArrayList<>();
        for (MountInfo own : mounts) {
            if (own.device() == mount.device() && Paths.isBeneath(mount.root(), own.root())) {
                paths.add(Paths.join(own.place(), Paths.rest(mount.root(), own.root())));
            }
        }
        return paths.stream()
                .sorted(Comparator.comparing((String path) -> !path.equals(mount.place())))
                .filter(path -> leadsTo(path, mount.device()))
                .findFirst();
    }

    private static boolean leadsTo(String path, int device) {
        try {
            return Stat.kernelDevice(FileCalls.stat(path).device()) == device;
        } catch (SyscallException e) {
            return false;
        }
    }
}
