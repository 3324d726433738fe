package io.crj.engine.tree;

import io.crj.engine.DumpOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.ipc.DumpedSegments;
import io.crj.engine.namespace.ipc.IpcNamespace;
import io.crj.engine.namespace.ipc.SharedIpcCheck;
import io.crj.engine.namespace.mnt.MntNamespace;
import io.crj.engine.namespace.net.NetNamespaceDump;
import io.crj.engine.namespace.time.TimeNamespace;
import io.crj.engine.namespace.uts.UtsNamespace;
import io.crj.engine.resource.DumpContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the namespaces hold that a tree has for itself; pid namespaces hold nothing but the tree. */
final class NamespacesDump {

    private static final Set<NamespaceKind> CARRIED = EnumSet.complementOf(EnumSet.of(NamespaceKind.USER));

    private NamespacesDump() {}

    /**
     * Refuses, while the tree runs, what cannot be carried.
     *
     * @param pids the tree's processes
     */
    static void check(Set<NamespaceKind> own, DumpOptions options, Collection<Integer> pids) {
        int root = options.pid();
        for (NamespaceKind kind : own) {
            if (!CARRIED.contains(kind)) {
                throw new UnsupportedResourceException(
                        root, kind.link() + " namespace", "its own one is not supported yet: run crj inside of it");
            }
        }
        if (own.contains(NamespaceKind.IPC)) {
            IpcNamespace.check(root);
        } else {
            SharedIpcCheck.run(pids);
        }
        if (own.contains(NamespaceKind.NET) && !isEmpty(options)) {
            NetNamespaceDump.check(root, options.tree());
        }
        List<Integer> viewers = viewers(own, root, pids);
        if (!viewers.isEmpty()) {
            MntNamespace.check(viewers, options.tree());
        }
    }

    private static List<Integer> viewers(Set<NamespaceKind> own, int root, Collection<Integer> pids) {
        List<Integer> viewers = new ArrayList<>();
        if (own.contains(NamespaceKind.MNT)) {
            viewers.add(root);
        }
        viewers.addAll(NestedNamespaces.viewers(root, pids));
        return viewers;
    }

    /**
     * What a tree that {@link #check} let pass needs of the host it goes to.
     *
     * @param pids the tree's processes
     * @param files the same by its own paths
     */
    static List<FileNeed> needs(
            Set<NamespaceKind> own, DumpOptions options, Collection<Integer> pids, List<FileNeed> files) {
        return own.contains(NamespaceKind.MNT)
                ? MntNamespace.needs(viewers(own, options.pid(), pids), options.tree(), files)
                : files;
    }

    private static boolean isEmpty(DumpOptions options) {
        return options.tree().emptyNamespaces().contains(NamespaceKind.NET);
    }

    /** @param ids numbers of the root's namespaces */
    static void dump(Set<NamespaceKind> own, TaskKobjIdsEntry ids, DumpContext context) {
        DumpOptions options = context.options();
        int root = options.pid();
        if (own.contains(NamespaceKind.UTS)) {
            UtsNamespace.dump(root, ids.getUtsNsId(), context.image());
        }
        if (own.contains(NamespaceKind.IPC)) {
            context.shared(DumpedSegments.class, () -> IpcNamespace.dump(root, ids.getIpcNsId(), context.image()));
        }
        if (own.contains(NamespaceKind.TIME)) {
            TimeNamespace.dump(root, ids.getTimeNsId(), context.image());
        }
        if (own.contains(NamespaceKind.NET) && !isEmpty(options)) {
            NetNamespaceDump.dump(root, ids.getNetNsId(), context.image());
        }
    }

    /** System V segments that {@link #dump} found; none in an IPC namespace of others. */
    static Map<Long, Fd> segments(DumpContext context) {
        return context.shared(DumpedSegments.class, DumpedSegments::none).files();
    }
}
