package io.crj.engine.namespace.mnt;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.namespace.mnt.PlannedMount.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides, for every mount of a tree, where its like is to come from; refuses those without an answer. */
final class MountPlan {

    private static final String DELETED = "//deleted";

    private final int pid;
    private final SeenMounts seen;
    private final HostMounts host;
    private final Map<String, String> external = new HashMap<>();

    MountPlan(int pid, SeenMounts seen, HostMounts host, TreeOptions options) {
        this.pid = pid;
        this.seen = seen;
        this.host = host;
        options.external().stream()
                .filter(one -> one.kind().equals("mnt") && one.key().startsWith("/"))
                .forEach(one -> external.put(one.key(), one.value().isEmpty() ? one.key() : one.value()));
    }

    /**
     * In the kernel's order.
     *
     * @throws UnsupportedResourceException naming the mount, and what helps
     */
    List<PlannedMount> plan() {
        MountInfo root = seen.root()
                .orElseThrow(() -> new UnsupportedResourceException(
                        pid,
                        "root directory",
                        "it is no mount point of the tree's mount namespace: bind it onto itself before"
                                + " entering it (mount --bind DIR DIR)"));
        return seen.all().stream().map(mount -> plan(mount, root)).toList();
    }

    private PlannedMount plan(MountInfo mount, MountInfo root) {
        if (mount.root().endsWith(DELETED)) {
            throw refusal(mount, "what it shows was deleted: unmount it");
        }
        checkPropagation(mount);
        if (mount.id() == root.id()) {
            return planRoot(mount);
        }
        if (external.containsKey(mount.place())) {
            return new PlannedMount(mount, Origin.EXTERNAL, external.get(mount.place()));
        }
        boolean inRoot = mount.device() == root.device() && Paths.isBeneath(mount.root(), root.root());
        if (inRoot) {
            return new PlannedMount(mount, Origin.BIND, "");
        }
        return host.has(mount) ? planOfHost(mount) : planOwn(mount);
    }

    private PlannedMount planRoot(MountInfo root) {
        if (host.has(root)) {
            return new PlannedMount(root, Origin.ROOT, host.path(root).orElse(""));
        }
        boolean travels = FileSystems.number(root.type()) == FileSystems.TMPFS
                && root.root().equals("/");
        return new PlannedMount(root, travels ? Origin.NEW : Origin.ROOT, "");
    }

    private PlannedMount planOfHost(MountInfo mount) {
        return host.path(mount)
                .or(() -> Optional.of(mount.place()).filter(place -> isNobodysBusiness(mount)))
                .map(path -> new PlannedMount(mount, Origin.HOST, path))
                .orElseThrow(() -> refusal(
                        mount, "no path of the host leads to what it shows: say where it is with " + option(mount)));
    }

    /** What is hidden under another mount may as well be what the host has at that place. */
    private boolean isNobodysBusiness(MountInfo mount) {
        return seen.isHidden(mount) && Files.exists(Path.of(mount.place()));
    }

    private PlannedMount planOwn(MountInfo mount) {
        MountInfo widest = seen.widest(mount.device());
        if (!widest.root().equals("/")) {
            throw refusal(
                    mount, "only a part of its file system is mounted: say where it comes from with " + option(mount));
        }
        if (widest.id() != mount.id()) {
            return new PlannedMount(mount, Origin.BIND, "");
        }
        if (FileSystems.number(mount.type()) == FileSystems.OTHER) {
            throw refusal(
                    mount,
                    "a file system of this type is found only on the host itself: say where it comes from with "
                            + option(mount));
        }
        return new PlannedMount(mount, Origin.NEW, "");
    }

    private void checkPropagation(MountInfo mount) {
        boolean foreignMaster =
                mount.master() != 0 && seen.all().stream().noneMatch(other -> other.shared() == mount.master());
        if (foreignMaster || mount.shared() != 0 && host.hasGroup(mount.shared())) {
            throw refusal(
                    mount,
                    "mounts and unmounts of the host reach it: start the tree with unshare --propagation private, or"
                            + " use mount --make-private inside");
        }
    }

    private static String option(MountInfo mount) {
        return "--external 'mnt[" + mount.place() + "]:KEY'";
    }

    private UnsupportedResourceException refusal(MountInfo mount, String why) {
        return new UnsupportedResourceException(pid, mount.describe(), why);
    }
}
