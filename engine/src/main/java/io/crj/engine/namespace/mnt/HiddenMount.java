package io.crj.engine.namespace.mnt;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.Namespaces;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A way to a mount that others lie on top of: a passing copy of the namespace in which those are unmounted. */
final class HiddenMount {

    private static final int PLACE = Fcntl.O_PATH | Fcntl.O_CLOEXEC;
    private static final String MOUNTS = "thread-self/mountinfo";
    private static final String FDINFO = "self/fdinfo/";
    private static final int PIECE_BYTES = 1 << 16;

    private HiddenMount() {}

    /** A detached mount of what {@code mount} shows. */
    static Fd copy(SeenMounts view, MountInfo mount) {
        List<MountInfo> line = line(view.all(), mount);
        // What is mounted at proc in there may be another one, or nothing.
        try (Fd proc = FileCalls.open("/proc", PLACE | Fcntl.O_DIRECTORY, 0)) {
            return NamespaceThread.call(view.viewer(), NamespaceKind.MNT, () -> {
                Namespaces.unshare(Sched.CLONE_FS | NamespaceKind.MNT.cloneFlag());
                MountCalls.propagation("/", Mount.MS_REC | Mount.MS_PRIVATE);
                for (int left = view.all().size(); left > 0; left--) {
                    try (Fd top = top(mount.place())) {
                        List<MountInfo> now = MountInfo.list(read(proc, MOUNTS));
                        int id = FdInfo.parse(read(proc, FDINFO + top.number())
                                        .lines()
                                        .toList())
                                .mountId();
                        MountInfo onTop = now.stream()
                                .filter(one -> one.id() == id)
                                .findFirst()
                                .orElseThrow();
                        if (isLike(line(now, onTop), line)) {
                            return MountCalls.cloneOf(top);
                        }
                        MountCalls.unmount(onTop.place());
                    }
                }
                throw new UnsupportedResourceException(
                        view.viewer(), mount.describe(), "another mount lies on top of it: unmount one of them");
            });
        }
    }

    /** What the path leads to; as far as it does, if what covers the mount has no such path. */
    private static Fd top(String place) {
        try (Fd root = FileCalls.open("/", PLACE, 0)) {
            for (String path = place; ; path = path.substring(0, path.lastIndexOf('/'))) {
                try {
                    return MountCalls.open(root, "." + path, PLACE, Mount.RESOLVE_NO_SYMLINKS);
                } catch (SyscallException e) {
                    if (path.isEmpty()) {
                        throw e;
                    }
                }
            }
        }
    }

    private static String read(Fd proc, String name) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (Fd file = MountCalls.open(proc, name, Fcntl.O_RDONLY, 0)) {
            byte[] piece;
            while ((piece = FileCalls.pread(file, text.size(), PIECE_BYTES)).length > 0) {
                text.writeBytes(piece);
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** It and those it is mounted on, outermost last. */
    private static List<MountInfo> line(List<MountInfo> all, MountInfo mount) {
        List<MountInfo> line = new ArrayList<>();
        MountInfo next = mount;
        while (next != null) {
            line.add(next);
            int parent = next.parent();
            next = all.stream().filter(one -> one.id() == parent).findFirst().orElse(null);
        }
        return line;
    }

    private static boolean isLike(List<MountInfo> one, List<MountInfo> other) {
        boolean like = one.size() == other.size();
        for (int i = 0; like && i < one.size(); i++) {
            MountInfo a = one.get(i);
            MountInfo b = other.get(i);
            like = a.device() == b.device()
                    && a.root().equals(b.root())
                    && a.place().equals(b.place());
        }
        return like;
    }
}
