package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.UNSHARE;

import io.crj.engine.RestoreOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.namespace.NamespaceCheck;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.mnt.MntNamespace;
import io.crj.engine.namespace.mnt.NestedMounts;
import io.crj.engine.namespace.mnt.NestedViewers;
import io.crj.engine.namespace.net.NetNamespaceDump;
import io.crj.engine.namespace.net.NetNamespaceRestore;
import io.crj.engine.namespace.uts.UtsNamespace;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.SharedState;
import io.crj.engine.resource.TreeRoot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Namespaces that only some processes of a tree are in, such as a service's with a private /tmp. */
final class NestedNamespaces implements AutoCloseable {

    private final ImageSet image;
    private final RestoreOptions options;
    private final Journal journal;
    private final List<NetNamespaceRestore> networks = new ArrayList<>();
    private final Map<Integer, NestedMounts> mounts;

    /**
     * Begins with those that exist before the processes do.
     *
     * @param mounts mount namespaces, by number
     * @param journal takes a note of what networks leave outside
     */
    NestedNamespaces(ImageSet image, RestoreOptions options, Map<Integer, NestedMounts> mounts, Journal journal) {
        this.image = image;
        this.options = options;
        this.journal = journal;
        this.mounts = new LinkedHashMap<>(mounts);
    }

    /** Numbers of those mount namespaces in an image. */
    static Set<Integer> mounts(ImageSet image) {
        Set<Integer> mounts = new LinkedHashSet<>();
        TaskKobjIdsEntry ofRoot = null;
        for (PstreeEntry process : image.messages(PstreeEntry.class, ImageKind.PSTREE, 0)) {
            if (!image.has(ImageKind.IDS, process.getPid())) {
                continue;
            }
            TaskKobjIdsEntry ids = image.one(TaskKobjIdsEntry.class, ImageKind.IDS, process.getPid());
            ofRoot = ofRoot == null ? ids : ofRoot;
            if (ids.getMntNsId() != ofRoot.getMntNsId()) {
                mounts.add(ids.getMntNsId());
            }
        }
        return mounts;
    }

    /** Refuses what cannot be carried; the tree may run. */
    static void check(int root, Iterable<Integer> pids, TreeOptions options) {
        Set<String> seen = new HashSet<>();
        for (int pid : pids) {
            if (isNew(pid, root, NamespaceKind.NET, seen)) {
                NetNamespaceDump.check(pid, options);
            }
        }
    }

    /** A process in each mount namespace that the root is not in. */
    static List<Integer> viewers(int root, Iterable<Integer> pids) {
        Set<String> seen = new HashSet<>();
        List<Integer> viewers = new ArrayList<>();
        for (int pid : pids) {
            if (isNew(pid, root, NamespaceKind.MNT, seen)) {
                viewers.add(pid);
            }
        }
        return viewers;
    }

    private static boolean isNew(int pid, int root, NamespaceKind kind, Set<String> seen) {
        String own = NamespaceCheck.link(pid, kind.link());
        return !own.isEmpty() && !own.equals(NamespaceCheck.link(root, kind.link())) && seen.add(own);
    }

    /** A process in each mount namespace that the root is not in, by its number. */
    private static Map<Integer, Integer> viewers(Map<Integer, TaskKobjIdsEntry> processes, int root) {
        Map<Integer, Integer> viewers = new LinkedHashMap<>();
        processes.forEach((pid, ids) -> {
            if (ids.getMntNsId() != processes.get(root).getMntNsId()) {
                viewers.putIfAbsent(ids.getMntNsId(), pid);
            }
        });
        return viewers;
    }

    /** Writes all mounts, once nothing is made on them any more. */
    static void dumpMounts(Set<NamespaceKind> own, Map<Integer, TaskKobjIdsEntry> processes, DumpContext context) {
        int root = context.options().pid();
        Map<Integer, Integer> viewers = new LinkedHashMap<>();
        if (own.contains(NamespaceKind.MNT)) {
            viewers.put(processes.get(root).getMntNsId(), root);
        }
        viewers.putAll(viewers(processes, root));
        if (!viewers.isEmpty()) {
            MntNamespace.dump(viewers, context.options().tree(), context.image());
        }
    }

    /** Writes what they hold, mounts apart, and tells who sees them. */
    static void dump(Map<Integer, TaskKobjIdsEntry> processes, DumpContext context) {
        int root = context.options().pid();
        TaskKobjIdsEntry ofRoot = processes.get(root);
        Map<Integer, Integer> names = new LinkedHashMap<>();
        Map<Integer, Integer> networks = new LinkedHashMap<>();
        processes.forEach((pid, ids) -> {
            if (ids.getUtsNsId() != ofRoot.getUtsNsId()) {
                names.putIfAbsent(ids.getUtsNsId(), pid);
            }
            if (ids.getNetNsId() != ofRoot.getNetNsId()) {
                networks.putIfAbsent(ids.getNetNsId(), pid);
            }
        });
        NestedViewers.use(new ArrayList<>(viewers(processes, root).values()), context);
        names.forEach((id, pid) -> UtsNamespace.dump(pid, id, context.image()));
        networks.forEach((id, pid) -> NetNamespaceDump.dump(pid, id, context.image()));
    }

    /** Has files of theirs be found there. */
    void enter(SharedState state) {
        mounts.values().forEach(one -> TreeRoot.enterNested(state, one.root(), one.mounts()));
    }

    /** Takes all processes where they belong; the root first. */
    void settle(List<Vessel> processes) {
        Set<Integer> known = new HashSet<>(List.of(ids(processes.get(0)).getUtsNsId()));
        for (Vessel process : processes) {
            TaskKobjIdsEntry own = ids(process);
            int pid = process.process().pid();
            if (mounts.containsKey(own.getMntNsId())) {
                SharedNamespaces.enter(process, mounts.get(own.getMntNsId()).namespace(), NamespaceKind.MNT);
            }
            if (known.add(own.getUtsNsId())) {
                unshare(process, NamespaceKind.UTS);
                UtsNamespace.restore(image, own.getUtsNsId(), pid);
            }
        }
        new SharedNamespaces(image).join(processes, NamespaceKind.UTS);
    }

    /**
     * Makes the networks, and takes all processes there; the root first.
     *
     * @return by number of the image, the first process that is in it
     */
    Map<Integer, Integer> settleNetworks(List<Vessel> processes) {
        int ofRoot = ids(processes.get(0)).getNetNsId();
        Map<Integer, Integer> reached = new LinkedHashMap<>();
        for (Vessel process : processes) {
            int network = ids(process).getNetNsId();
            int pid = process.process().pid();
            if (network != ofRoot && reached.putIfAbsent(network, pid) == null) {
                unshare(process, NamespaceKind.NET);
                NetNamespaceRestore restored = NetNamespaceRestore.restore(image, network, pid, options.tree());
                networks.add(restored);
                journal.note(restored.effect());
            }
        }
        new SharedNamespaces(image).join(processes, NamespaceKind.NET);
        return reached;
    }

    private static void unshare(Vessel process, NamespaceKind kind) {
        SyscallException.check(
                process.process().call(UNSHARE, kind.cloneFlag()),
                "unshare",
                "a " + kind.link() + " namespace in pid " + process.process().pid());
    }

    /** Connects the networks to the outside: the tree is about to run. */
    void connect() {
        networks.forEach(NetNamespaceRestore::connect);
    }

    /** What was there to build the tree only. */
    void finish() {
        mounts.values().forEach(NestedMounts::close);
        mounts.clear();
    }

    private TaskKobjIdsEntry ids(Vessel process) {
        return image.one(
                TaskKobjIdsEntry.class, ImageKind.IDS, process.process().ownPid());
    }

    @Override
    public void close() {
        finish();
        networks.forEach(NetNamespaceRestore::close);
        networks.clear();
    }
}
