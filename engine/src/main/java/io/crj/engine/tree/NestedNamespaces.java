package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.UNSHARE;

import io.crj.engine.RestoreOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.namespace.NamespaceCheck;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.mnt.MntNamespace;
import io.crj.engine.namespace.mnt.NestedMounts;
import io.crj.engine.namespace.mnt.NestedViewers;
import io.crj.engine.namespace.uts.UtsNamespace;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.SharedState;
import io.crj.engine.resource.TreeRoot;
import io.crj.engine.trace.RemoteTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Namespaces that only some processes of a tree are in, such as a service's with a private /tmp. */
final class NestedNamespaces implements AutoCloseable {

    private final ImageSet image;
    private final Map<Integer, NestedMounts> mounts = new LinkedHashMap<>();

    /** Makes those of the image that can be made before the processes are. */
    NestedNamespaces(ImageSet image, RestoreOptions options, RemoteTask root) {
        this.image = image;
        TaskKobjIdsEntry ofRoot = null;
        for (PstreeEntry process : image.messages(PstreeEntry.class, ImageKind.PSTREE, 0)) {
            if (!image.has(ImageKind.IDS, process.getPid())) {
                continue;
            }
            TaskKobjIdsEntry ids = image.one(TaskKobjIdsEntry.class, ImageKind.IDS, process.getPid());
            ofRoot = ofRoot == null ? ids : ofRoot;
            if (ids.getMntNsId() != ofRoot.getMntNsId()) {
                mounts.computeIfAbsent(ids.getMntNsId(), id -> NestedMounts.restore(image, id, options, root));
            }
        }
    }

    /** Refuses what cannot be carried; the tree may run. */
    static void check(int root, Iterable<Integer> pids, TreeOptions options) {
        List<String> seen = new ArrayList<>();
        for (int pid : pids) {
            String mounts = NamespaceCheck.link(pid, NamespaceKind.MNT.link());
            boolean other = !mounts.isEmpty() && !mounts.equals(NamespaceCheck.link(root, NamespaceKind.MNT.link()));
            if (other && !seen.contains(mounts)) {
                seen.add(mounts);
                MntNamespace.checkNested(pid, root, options);
            }
        }
    }

    /** Writes what they hold, and tells who sees them. */
    static void dump(Map<Integer, TaskKobjIdsEntry> processes, DumpContext context) {
        int root = context.options().pid();
        TaskKobjIdsEntry ofRoot = processes.get(root);
        Map<Integer, Integer> mounts = new LinkedHashMap<>();
        Map<Integer, Integer> names = new LinkedHashMap<>();
        processes.forEach((pid, ids) -> {
            if (ids.getMntNsId() != ofRoot.getMntNsId()) {
                mounts.putIfAbsent(ids.getMntNsId(), pid);
            }
            if (ids.getUtsNsId() != ofRoot.getUtsNsId()) {
                names.putIfAbsent(ids.getUtsNsId(), pid);
            }
        });
        NestedViewers.use(new ArrayList<>(mounts.values()), context);
        mounts.forEach((id, pid) ->
                MntNamespace.dumpNested(pid, root, id, context.options().tree(), context.image()));
        names.forEach((id, pid) -> UtsNamespace.dump(pid, id, context.image()));
    }

    /** Has files of theirs be found there. */
    void enter(SharedState state) {
        mounts.values().forEach(one -> TreeRoot.enterNested(state, one.root(), one.mounts()));
    }

    /** Takes all processes where they belong; the root first. */
    void settle(List<Vessel> processes) {
        Map<Integer, Vessel> named = new HashMap<>();
        TaskKobjIdsEntry ofRoot = ids(processes.get(0));
        named.put(ofRoot.getUtsNsId(), processes.get(0));
        for (Vessel process : processes) {
            TaskKobjIdsEntry own = ids(process);
            if (mounts.containsKey(own.getMntNsId())) {
                SharedNamespaces.enter(process, mounts.get(own.getMntNsId()).namespace(), NamespaceKind.MNT);
            }
            Vessel first = named.putIfAbsent(own.getUtsNsId(), process);
            if (first == null) {
                SyscallException.check(
                        process.process().call(UNSHARE, NamespaceKind.UTS.cloneFlag()),
                        "unshare",
                        "a UTS namespace in pid " + process.process().pid());
                UtsNamespace.restore(image, own.getUtsNsId(), process.process().pid());
            }
        }
        new SharedNamespaces(image).join(processes, NamespaceKind.UTS);
    }

    private TaskKobjIdsEntry ids(Vessel process) {
        return image.one(
                TaskKobjIdsEntry.class, ImageKind.IDS, process.process().ownPid());
    }

    @Override
    public void close() {
        mounts.values().forEach(NestedMounts::close);
        mounts.clear();
    }
}
