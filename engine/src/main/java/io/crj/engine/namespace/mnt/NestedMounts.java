package io.crj.engine.namespace.mnt;

import io.crj.engine.RestoreOptions;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.Namespaces;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import io.crj.engine.trace.RemoteTask;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A mount namespace of some processes of a tree, other than the root's: made on a thread that leaves it behind, for those
 * processes to enter.
 *
 * @param namespace to be entered with setns(2)
 * @param root its root directory
 * @param mounts numbers that its mounts have in the image
 */
public record NestedMounts(Fd namespace, Fd root, Set<Integer> mounts) implements AutoCloseable {

    private static final String OWN = "/proc/thread-self/ns/mnt";
    private static final int PLACE = Fcntl.O_PATH | Fcntl.O_CLOEXEC;

    /**
     * Makes the one with number {@code nsId}.
     *
     * @param process the root of the tree, whose view it starts from
     */
    public static NestedMounts restore(ImageSet image, int nsId, RestoreOptions options, RemoteTask process) {
        Set<Integer> mounts = image.messages(MntEntry.class, ImageKind.MNTS, nsId).stream()
                .map(MntEntry::getMntId)
                .collect(Collectors.toSet());
        // A thread enters even the namespace it is in: for that it leaves what it shares with others.
        try (MountRestore restore =
                new MountRestore(image, nsId, options.withRoot(""), type -> MntNamespace.context(process, type))) {
            return NamespaceThread.call(process.pid(), NamespaceKind.MNT, () -> {
                Namespaces.unshare(Sched.CLONE_FS | NamespaceKind.MNT.cloneFlag());
                // proc is the host's still: nothing else tells a thread its own namespace.
                Fd own = FileCalls.open(OWN, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
                restore.run();
                return new NestedMounts(own, FileCalls.open("/", PLACE, 0), mounts);
            });
        }
    }

    @Override
    public void close() {
        namespace.close();
        root.close();
    }
}
