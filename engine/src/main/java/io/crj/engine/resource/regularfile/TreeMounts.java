package io.crj.engine.resource.regularfile;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.namespace.NamespaceCheck;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.mnt.NestedViewers;
import io.crj.engine.resource.DumpContext;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The mounts that a dumped tree's image lists: none without a mount namespace of its own. */
final class TreeMounts {

    private final Set<Integer> ids;

    private TreeMounts(Set<Integer> ids) {
        this.ids = ids;
    }

    static TreeMounts of(DumpContext context) {
        return context.shared(TreeMounts.class, () -> {
            int root = context.options().pid();
            boolean own = NamespaceCheck.own(root).contains(NamespaceKind.MNT);
            Stream<Integer> viewers =
                    Stream.concat(own ? Stream.of(root) : Stream.empty(), NestedViewers.of(context).pids().stream());
            return new TreeMounts(viewers.flatMap(pid -> MountInfo.read(pid).stream())
                    .map(MountInfo::id)
                    .collect(Collectors.toSet()));
        });
    }

    /** The mount that {@code path}, of this process, is on, for readers that look for ghosts there; empty when the image does not have it. */
    OptionalInt idOf(String path) {
        if (ids.isEmpty()) {
            return OptionalInt.empty();
        }
        try (Fd place = FileCalls.open(path, Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0)) {
            int id = FdInfo.read((int) ProcessHandle.current().pid(), place.number())
                    .mountId();
            return ids.contains(id) ? OptionalInt.of(id) : OptionalInt.empty();
        }
    }
}
