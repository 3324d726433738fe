package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.SETNS;

import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.namespace.NamespaceKind;
import java.util.List;

/** Takes processes that were born before the root entered a namespace of its own there as well; setns(2). */
final class SharedNamespaces {

    private final ImageSet image;

    SharedNamespaces(ImageSet image) {
        this.image = image;
    }

    /** @param processes of the tree that are alive, the root first */
    void join(List<Vessel> processes, NamespaceKind kind) {
        Vessel root = processes.get(0);
        int wanted = id(root, kind);
        for (Vessel process : processes) {
            if (id(process, kind) == wanted && !path(process, kind).equals(path(root, kind))) {
                enter(process, "/proc/" + root.process().pid() + "/ns/" + kind.link(), kind);
            }
        }
    }

    private static void enter(Vessel process, String namespace, NamespaceKind kind) {
        try (Fd file = FileCalls.open(namespace, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0)) {
            int fd = process.give(file);
            process.process().check("setns " + kind.link(), SETNS, fd, kind.cloneFlag());
            process.process().check("close", CLOSE, fd);
        }
    }

    private static String path(Vessel process, NamespaceKind kind) {
        return ProcFile.link("/proc/" + process.process().pid() + "/ns/" + kind.link());
    }

    private int id(Vessel process, NamespaceKind kind) {
        return NamespacesRestore.id(
                image.one(
                        TaskKobjIdsEntry.class, ImageKind.IDS, process.process().ownPid()),
                kind);
    }
}
