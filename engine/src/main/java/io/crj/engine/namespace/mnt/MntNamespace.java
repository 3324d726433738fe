package io.crj.engine.namespace.mnt;

import io.crj.engine.RestoreOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageSet;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import io.crj.engine.trace.RemoteTask;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** What a mount namespace holds: the tree of mounts, and the contents of those that exist nowhere else. */
public final class MntNamespace {

    private MntNamespace() {}

    /**
     * Refuses what cannot be carried; the tree may run.
     *
     * @param viewers a process in each mount namespace of the tree's own, that of its root first
     * @throws io.crj.engine.error.UnsupportedResourceException naming the mount, and what helps
     */
    public static void check(Collection<Integer> viewers, TreeOptions options) {
        try (MountDump dump = new MountDump(viewers, options)) {
            dump.checkContents();
        }
    }

    /**
     * What the tree needs of the host it goes to, by paths of that host.
     *
     * @param viewers as for {@link #check}
     * @param files what it needs of the file systems that the first of them sees
     */
    public static List<FileNeed> needs(Collection<Integer> viewers, TreeOptions options, List<FileNeed> files) {
        try (MountDump dump = new MountDump(viewers, options)) {
            return dump.needs(files);
        }
    }

    /**
     * Writes {@code mountpoints-N.img} of each, and {@code tmpfs-dev-M.tar.gz.img} for each tmpfs of the tree's own.
     *
     * @param viewers a process in each of those namespaces, by numbers of theirs, that of the tree's root first
     */
    public static void dump(Map<Integer, Integer> viewers, TreeOptions options, ImageBuilder image) {
        try (MountDump dump = new MountDump(viewers.values(), options)) {
            dump.write(viewers.keySet(), image);
        }
    }

    /**
     * Gives the mount namespace of {@code process}, a fresh copy of the host's, the mounts of the image, and makes the
     * tree's other ones; the other namespaces of the tree exist already, for some file systems show what is in them.
     *
     * @param own number of the namespace that is {@code process}'s; empty if that is the host's
     * @param nested numbers of the others
     * @param devpts a detached mount of the one that terminals of the tree are in already
     * @return those, by number
     */
    public static Map<Integer, NestedMounts> restore(
            ImageSet image,
            OptionalInt own,
            Collection<Integer> nested,
            RestoreOptions options,
            RemoteTask process,
            Optional<Fd> devpts) {
        return restore(image, own, nested, options, process.pid(), type -> context(process, type), devpts);
    }

    /** What had to wait for the tree's terminals, in the mount namespace of {@code pid}. */
    public static void finish(ImageSet image, int nsId, int pid) {
        MountTree tree = MountTree.of(image, nsId);
        if (!TerminalMounts.of(tree).isEmpty()) {
            NamespaceThread.call(pid, NamespaceKind.MNT, () -> {
                TerminalMounts.attach(tree);
                return null;
            });
        }
    }

    static Map<Integer, NestedMounts> restore(
            ImageSet image,
            OptionalInt own,
            Collection<Integer> nested,
            RestoreOptions options,
            int pid,
            Function<String, Fd> contexts,
            Optional<Fd> devpts) {
        try (MountRestore restore = new MountRestore(image, own, nested, options, contexts)) {
            devpts.ifPresent(restore::use);
            return restore.run(pid);
        }
    }

    /** The process itself begins the file system: one of proc, say, belongs to the pid namespace of who began it. */
    static Fd context(RemoteTask process, String type) {
        process.resetScratch();
        long name = process.push((type + "\0").getBytes(StandardCharsets.US_ASCII));
        long remote =
                SyscallException.check(process.call(SyscallNumber.FSOPEN, name, Mount.FSOPEN_CLOEXEC), "fsopen", type);
        try (Fd pidfd = FileCalls.pidfdOpen(process.pid())) {
            return FileCalls.pidfdGetfd(pidfd, (int) remote);
        } finally {
            process.call(SyscallNumber.CLOSE, remote);
        }
    }
}
