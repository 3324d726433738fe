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
import java.util.List;
import java.util.function.Function;

/** What a mount namespace holds: the tree of mounts, and the contents of those that exist nowhere else. */
public final class MntNamespace {

    private MntNamespace() {}

    /**
     * Refuses what cannot be carried; the tree may run.
     *
     * @throws io.crj.engine.error.UnsupportedResourceException naming the mount, and what helps
     */
    public static void check(int pid, TreeOptions options) {
        try (MountDump dump = new MountDump(pid, options)) {
            dump.checkContents();
        }
    }

    /**
     * What the tree needs of the host it goes to, by paths of that host.
     *
     * @param files what it needs of the file systems it sees
     */
    public static List<FileNeed> needs(int pid, TreeOptions options, List<FileNeed> files) {
        try (MountDump dump = new MountDump(pid, options)) {
            return dump.needs(files);
        }
    }

    /** Writes {@code mountpoints-N.img}, and {@code tmpfs-dev-M.tar.gz.img} for each tmpfs of the tree's own. */
    public static void dump(int pid, int nsId, TreeOptions options, ImageBuilder image) {
        try (MountDump dump = new MountDump(pid, options)) {
            dump.write(nsId, image);
        }
    }

    /** The same for one that starts from what {@code viewer}, the root of the tree, sees. */
    public static void checkNested(int pid, int viewer, TreeOptions options) {
        try (MountDump dump = new MountDump(pid, options, HostMounts.of(viewer))) {
            dump.checkContents();
        }
    }

    /** The same for one that starts from what {@code viewer}, the root of the tree, sees. */
    public static void dumpNested(int pid, int viewer, int nsId, TreeOptions options, ImageBuilder image) {
        try (MountDump dump = new MountDump(pid, options, HostMounts.of(viewer))) {
            dump.write(nsId, image);
        }
    }

    /**
     * Gives the mount namespace of {@code process}, a fresh copy of the host's, the mounts of the image; the other namespaces
     * of the tree exist already, for some file systems show what is in them.
     */
    public static void restore(ImageSet image, int nsId, RestoreOptions options, RemoteTask process) {
        restore(image, nsId, options, process.pid(), type -> context(process, type));
    }

    static void restore(ImageSet image, int nsId, RestoreOptions options, int pid, Function<String, Fd> contexts) {
        try (MountRestore restore = new MountRestore(image, nsId, options, contexts)) {
            NamespaceThread.call(pid, NamespaceKind.MNT, () -> {
                restore.run();
                return null;
            });
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
