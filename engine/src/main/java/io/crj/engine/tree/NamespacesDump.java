package io.crj.engine.tree;

import io.crj.engine.DumpOptions;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.ipc.IpcNamespace;
import io.crj.engine.namespace.net.NetNamespaceDump;
import io.crj.engine.namespace.uts.UtsNamespace;
import java.util.EnumSet;
import java.util.Set;

/** What the namespaces hold that a tree has for itself; pid namespaces hold nothing but the tree. */
final class NamespacesDump {

    private static final Set<NamespaceKind> CARRIED =
            EnumSet.of(NamespaceKind.PID, NamespaceKind.NET, NamespaceKind.UTS, NamespaceKind.IPC);

    private NamespacesDump() {}

    /** Refuses, while the tree runs, what cannot be carried. */
    static void check(Set<NamespaceKind> own, DumpOptions options) {
        int root = options.pid();
        for (NamespaceKind kind : own) {
            if (!CARRIED.contains(kind)) {
                throw new UnsupportedResourceException(
                        root, kind.link() + " namespace", "its own one is not supported yet: run crj inside of it");
            }
        }
        if (own.contains(NamespaceKind.IPC)) {
            IpcNamespace.check(root);
        }
        if (own.contains(NamespaceKind.NET)) {
            NetNamespaceDump.check(root, options.tree());
        }
    }

    /** @param ids numbers of the root's namespaces */
    static void dump(Set<NamespaceKind> own, DumpOptions options, TaskKobjIdsEntry ids, ImageBuilder image) {
        int root = options.pid();
        if (own.contains(NamespaceKind.UTS)) {
            UtsNamespace.dump(root, ids.getUtsNsId(), image);
        }
        if (own.contains(NamespaceKind.IPC)) {
            IpcNamespace.dump(root, ids.getIpcNsId(), image);
        }
        if (own.contains(NamespaceKind.NET)) {
            NetNamespaceDump.dump(root, ids.getNetNsId(), options.lockId(), image);
        }
    }
}
