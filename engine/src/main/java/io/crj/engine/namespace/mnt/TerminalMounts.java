package io.crj.engine.namespace.mnt;

import io.crj.engine.image.proto.Fstype;
import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.MountCalls;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Mounts of the slaves of pseudo-terminals, as containers have one at /dev/console: they can be made only once the tree's
 * terminals are there.
 */
final class TerminalMounts {

    private static final Pattern SLAVE = Pattern.compile("/[0-9]+");

    private TerminalMounts() {}

    /** Those of a tree whose devpts is made anew. */
    static List<MntEntry> of(MountTree tree) {
        return tree.all().stream()
                .filter(mount -> isOfDevpts(mount)
                        && SLAVE.matcher(mount.getRoot()).matches()
                        && whole(mount, tree).isPresent())
                .toList();
    }

    private static boolean isOfDevpts(MntEntry mount) {
        return mount.getFstype() == Fstype.DEVPTS_VALUE && !MountTree.isFromOutside(mount);
    }

    /** The mount that shows all of the file system. */
    private static Optional<MntEntry> whole(MntEntry part, MountTree tree) {
        return tree.all().stream()
                .filter(mount -> isOfDevpts(mount)
                        && mount.getRootDev() == part.getRootDev()
                        && mount.getRoot().equals("/"))
                .findFirst();
    }

    /** The tree before they are there. */
    static MountTree without(MountTree tree) {
        return tree.without(of(tree));
    }

    /** On a thread in the namespace, whose other mounts are there. */
    static void attach(MountTree tree) {
        try (Fd root = FileCalls.open("/", Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0)) {
            of(tree).forEach(mount -> attach(mount, whole(mount, tree).orElseThrow(), root));
        }
    }

    private static void attach(MntEntry mount, MntEntry terminals, Fd root) {
        String what = MountTree.describe(mount);
        try (Fd slave = open(
                        root,
                        Paths.join(terminals.getMountpoint(), mount.getRoot().substring(1)));
                Fd copy = MountCalls.cloneOf(slave);
                Fd place = open(root, mount.getMountpoint())) {
            if (mount.getSharedId() == 0) {
                MountCalls.attributes(copy, 0, 0, Mount.MS_PRIVATE, what);
            }
            MountCalls.attributes(copy, MountFlags.attributes(mount.getFlags()), MountFlags.ALL_ATTRIBUTES, 0, what);
            MountCalls.attach(copy, place, what);
        }
    }

    private static Fd open(Fd root, String path) {
        return MountCalls.open(root, path, Fcntl.O_PATH, Mount.RESOLVE_IN_ROOT | Mount.RESOLVE_NO_SYMLINKS);
    }
}
