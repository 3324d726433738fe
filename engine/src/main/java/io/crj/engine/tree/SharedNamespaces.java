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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes processes that were born before the first of them entered a namespace of its own there as well; setns(2). */
final class SharedNamespaces {

    private final ImageSet image;

    SharedNamespaces(ImageSet image) {
        this.image = image;
    }

    /** @param processes of the tree that are alive, the root first */
    void join(List<Vessel> processes, NamespaceKind kind) {
        Map<Integer, Vessel> first = new HashMap<>();
        for (Vessel process : processes) {
            Vessel there = first.computeIfAbsent(id(process, kind), id -> process);
            if (!path(process, kind).equals(path(there, kind))) {
                String namespace = "/proc/" + there.process().pid() + "/ns/" + kind.link();
                enter(process, namespace, kind);
            }
        }
    }

    /** @param file leads to the namespace, such as one of {@code ip netns} */
    static void enter(Vessel process, String file, NamespaceKind kind) {
        try (Fd namespace = FileCalls.open(file, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0)) {
            enter(process, namespace, kind);
        }
    }

    static void enter(Vessel process, Fd namespace, NamespaceKind kind) {
        int fd = process.give(namespace);
        process.process().check("setns " + kind.link(), SETNS, fd, kind.cloneFlag());
        process.process().check("close", CLOSE, fd);
    }

    private static String path(Vessel process, NamespaceKind kind) {
        return ProcFile.link("/proc/" + process.process().pid() + "/ns/" + kind.link());
    }

    private int id(Vessel process, NamespaceKind kind) {
        return kind.of(image.one(
                TaskKobjIdsEntry.class, ImageKind.IDS, process.process().ownPid()));
    }
}
