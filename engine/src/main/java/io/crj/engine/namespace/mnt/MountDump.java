package io.crj.engine.namespace.mnt;

import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks at the mounts of a tree, and writes them down with the contents of its own tmpfs. */
final class MountDump implements AutoCloseable {

    private static final String TMPFS = "tmpfs";
    /** What surely fits into the longest file of an image that travels, 64 MiB, even if nothing of it can be compressed. */
    private static final long MAX_CONTENT_BYTES = 63L << 20;

    private final List<SeenMounts> views = new ArrayList<>();
    private final Map<SeenMounts, List<PlannedMount>> plans;

    /**
     * @param viewers a process in each mount namespace of the tree's own, that of its root first
     * @throws UnsupportedResourceException naming a mount that cannot be carried
     */
    MountDump(Collection<Integer> viewers, TreeOptions options) {
        try {
            viewers.forEach(pid -> views.add(SeenMounts.of(pid)));
            this.plans = new MountPlan(views, HostMounts.read(), options).plan();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Refuses contents that cannot be had or are too much. */
    void checkContents() {
        plans.forEach((view, plan) ->
                plan.stream().filter(MountDump::hasContents).forEach(planned -> checkContents(view, planned.mount())));
    }

    private static void checkContents(SeenMounts view, MountInfo mount) {
        try (Fd contents = view.copy(mount)) {
            long bytes = FileCalls.usedBytes(contents);
            if (bytes > MAX_CONTENT_BYTES) {
                throw new UnsupportedResourceException(
                        view.viewer(),
                        mount.describe(),
                        "it holds " + (bytes >> 20) + " MiB, but at most " + (MAX_CONTENT_BYTES >> 20)
                                + " MiB of a tmpfs can travel: delete files, or keep it on the host"
                                + " with --external");
            }
        }
    }

    /**
     * What the first namespace has from the host.
     *
     * @param files paths of the tree, as it sees them
     */
    List<FileNeed> needs(List<FileNeed> files) {
        return new HostNeeds(plans.get(views.get(0))).of(files);
    }

    private static boolean hasContents(PlannedMount planned) {
        return planned.origin() == PlannedMount.Origin.NEW
                && planned.mount().type().equals(TMPFS);
    }

    /**
     * CRIU lists the newest mount first.
     *
     * @param numbers of the namespaces, in the order of the viewers
     */
    void write(Collection<Integer> numbers, ImageBuilder image) {
        Set<Integer> packed = new HashSet<>();
        Iterator<Integer> number = numbers.iterator();
        for (Map.Entry<SeenMounts, List<PlannedMount>> one : plans.entrySet()) {
            int nsId = number.next();
            List<PlannedMount> plan = one.getValue();
            for (int i = plan.size() - 1; i >= 0; i--) {
                image.add(ImageKind.MNTS, nsId, plan.get(i).entry());
            }
            for (PlannedMount planned : plan) {
                MountInfo mount = planned.mount();
                if (hasContents(planned) && packed.add(mount.device())) {
                    image.raw(ImageKind.TMPFS_DEV, mount.device(), pack(one.getKey(), mount));
                }
            }
        }
    }

    private static byte[] pack(SeenMounts view, MountInfo mount) {
        try (Fd contents = view.copy(mount)) {
            return TarArchive.pack(contents, mount.describe());
        }
    }

    @Override
    public void close() {
        views.forEach(SeenMounts::close);
    }
}
