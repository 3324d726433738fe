package io.crj.engine.namespace.mnt;

import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.Namespaces;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
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
     * Makes one.
     *
     * @param pid a process that sees the host's mounts
     */
    static NestedMounts make(int pid, MountPlacing placing) {
        return NamespaceThread.call(pid, NamespaceKind.MNT, () -> {
            leave();
            // proc is the host's still: nothing else tells a thread its own namespace.
            Fd own = FileCalls.open(OWN, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
            try {
                placing.run();
                Set<Integer> mounts =
                        placing.tree().all().stream().map(MntEntry::getMntId).collect(Collectors.toSet());
                return new NestedMounts(own, FileCalls.open("/", PLACE, 0), mounts);
            } catch (RuntimeException e) {
                own.close();
                throw e;
            }
        });
    }

    /** Has the calling thread, which nobody else is to use afterwards, go on in a copy of its mount namespace. */
    static void leave() {
        // A thread enters even the namespace it is in: for that it leaves what it shares with others.
        Namespaces.unshare(Sched.CLONE_FS | NamespaceKind.MNT.cloneFlag());
        MountCalls.propagation("/", Mount.MS_REC | Mount.MS_PRIVATE);
    }

    @Override
    public void close() {
        namespace.close();
        root.close();
    }
}
