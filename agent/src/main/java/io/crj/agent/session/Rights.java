package io.crj.agent.session;

import io.crj.engine.PermittedTree;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.wire.message.SourceReport;
import io.crj.wire.message.TreeRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a tree may do and see: announced by the source, held against the image by the target. */
final class Rights {

    private static final List<String> CAPABILITY_SETS = List.of("CapInh", "CapPrm", "CapBnd", "CapAmb");

    private Rights() {}

    /**
     * Those of the tree as it is now; a process that has ended meanwhile has none.
     *
     * @param proc where proc(5) is mounted
     * @param root of the tree
     * @param pids all processes of it
     */
    static TreeRights read(Path proc, int root, List<Integer> pids) {
        TreeRights.Builder rights = TreeRights.newBuilder();
        for (NamespaceKind kind : NamespaceKind.values()) {
            if (!namespace(proc, "self", kind).equals(namespace(proc, Integer.toString(root), kind))) {
                rights.addNamespaces(kind.link());
            }
        }
        long capabilities = 0;
        for (int pid : pids) {
            capabilities |= capabilities(proc, pid);
        }
        return rights.setCapabilities(capabilities).build();
    }

    private static String namespace(Path proc, String process, NamespaceKind kind) {
        try {
            return Files.readSymbolicLink(proc.resolve(process).resolve("ns").resolve(kind.link()))
                    .toString();
        } catch (IOException none) {
            // Ended, or a kernel without that kind: as good as the same.
            return "";
        }
    }

    private static long capabilities(Path proc, int pid) {
        try {
            TaskStatus status = TaskStatus.parse(
                    Files.readString(proc.resolve(Integer.toString(pid)).resolve("status")));
            return CAPABILITY_SETS.stream()
                    .filter(status::has)
                    .mapToLong(status::mask)
                    .reduce(0, (one, other) -> one | other);
        } catch (IOException ended) {
            return 0;
        }
    }

    /** What an image may ask for after this report. */
    static PermittedTree permitted(SourceReport report) {
        Set<NamespaceKind> namespaces = EnumSet.noneOf(NamespaceKind.class);
        for (NamespaceKind kind : NamespaceKind.values()) {
            if (report.getRights().getNamespacesList().contains(kind.link())) {
                namespaces.add(kind);
            }
        }
        return new PermittedTree(report.getPid(), namespaces, report.getRights().getCapabilities());
    }
}
