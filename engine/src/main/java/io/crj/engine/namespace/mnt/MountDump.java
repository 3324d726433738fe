package io.crj.engine.namespace.mnt;

import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import java.util.List;

/** Looks at the mounts of a tree, and writes them down with the contents of its own tmpfs. */
final class MountDump implements AutoCloseable {

    private static final String TMPFS = "tmpfs";
    /** What surely fits into the longest file of an image that travels, 64 MiB, even if nothing of it can be compressed. */
    private static final long MAX_CONTENT_BYTES = 63L << 20;

    private final int pid;
    private final SeenMounts seen;
    private final List<PlannedMount> plan;

    /** @throws UnsupportedResourceException naming a mount that cannot be carried */
    MountDump(int pid, TreeOptions options) {
        this(pid, options, HostMounts.read());
    }

    /** @param host what may be found there instead of being carried */
    MountDump(int pid, TreeOptions options, HostMounts host) {
        this.pid = pid;
        this.seen = SeenMounts.of(pid);
        try {
            this.plan = new MountPlan(pid, seen, host, options).plan();
        } catch (RuntimeException e) {
            seen.close();
            throw e;
        }
    }

    /** Refuses contents that cannot be had or are too much. */
    void checkContents() {
        for (PlannedMount planned : plan) {
            if (hasContents(planned)) {
                try (Fd place = open(planned.mount())) {
                    long bytes = FileCalls.usedBytes(place);
                    if (bytes > MAX_CONTENT_BYTES) {
                        throw new UnsupportedResourceException(
                                pid,
                                planned.mount().describe(),
                                "it holds " + (bytes >> 20) + " MiB, but at most " + (MAX_CONTENT_BYTES >> 20)
                                        + " MiB of a tmpfs can travel: delete files, or keep it on the host"
                                        + " with --external");
                    }
                }
            }
        }
    }

    /** @param files paths of the tree, as it sees them */
    List<FileNeed> needs(List<FileNeed> files) {
        return new HostNeeds(plan).of(files);
    }

    private static boolean hasContents(PlannedMount planned) {
        return planned.origin() == PlannedMount.Origin.NEW
                && planned.mount().type().equals(TMPFS);
    }

    /** Any mount that shows all of the file system will do. */
    private Fd open(MountInfo mount) {
        for (MountInfo same : seen.all()) {
            if (same.device() == mount.device() && same.root().equals("/")) {
                Fd place = seen.open(same).orElse(null);
                if (place != null) {
                    return place;
                }
            }
        }
        throw new UnsupportedResourceException(
                pid,
                mount.describe(),
                "another mount lies on top of it, its contents cannot be read: unmount one of them");
    }

    /** CRIU lists the newest mount first. */
    void write(int nsId, ImageBuilder image) {
        for (int i = plan.size() - 1; i >= 0; i--) {
            image.add(ImageKind.MNTS, nsId, plan.get(i).entry());
        }
        for (PlannedMount planned : plan) {
            if (hasContents(planned)) {
                image.raw(ImageKind.TMPFS_DEV, planned.mount().device(), pack(planned.mount()));
            }
        }
    }

    private byte[] pack(MountInfo mount) {
        // A copy shows what submounts cover as well.
        try (Fd place = open(mount);
                Fd copy = NamespaceThread.call(pid, NamespaceKind.MNT, () -> MountCalls.cloneOf(place))) {
            return TarArchive.pack(copy, mount.describe());
        }
    }

    @Override
    public void close() {
        seen.close();
    }
}
