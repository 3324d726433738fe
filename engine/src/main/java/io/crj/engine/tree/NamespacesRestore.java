package io.crj.engine.tree;

import io.crj.engine.RestoreOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.memory.SharedMemory;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.ipc.IpcNamespace;
import io.crj.engine.namespace.ipc.RestoredSegments;
import io.crj.engine.namespace.mnt.MntNamespace;
import io.crj.engine.namespace.mnt.NestedMounts;
import io.crj.engine.namespace.net.NamespaceLock;
import io.crj.engine.namespace.net.NetNamespaceRestore;
import io.crj.engine.namespace.net.TreeNetwork;
import io.crj.engine.namespace.time.TimeNamespace;
import io.crj.engine.namespace.uts.UtsNamespace;
import io.crj.engine.resource.SharedState;
import io.crj.engine.resource.TreeRoot;
import io.crj.engine.resource.tty.SessionTerminals;
import io.crj.engine.trace.RemoteTask;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Fills the namespaces that a tree has for itself; the root has made them, empty. */
public final class NamespacesRestore implements AutoCloseable {

    private final ImageSet image;
    private final TaskKobjIdsEntry ids;
    private final Set<NamespaceKind> own;
    private final Set<NamespaceKind> joined;
    private final RemoteTask root;
    private final RestoreOptions options;
    private final Journal journal;
    private final SessionTerminals terminals;
    private RestoredSegments segments;
    private NetNamespaceRestore network;
    private NestedNamespaces nested;

    /**
     * @param root the root of the tree, held stopped by the calling thread
     * @param terminals those that its sessions have
     */
    public NamespacesRestore(
            ImageSet image, RemoteTask root, RestoreOptions options, Journal journal, SessionTerminals terminals) {
        this.terminals = terminals;
        this.options = options;
        this.journal = journal;
        this.image = image;
        this.ids = idsOfRoot(image);
        this.own = own(image);
        this.joined = options.tree().joinedNamespaces().keySet();
        own.removeAll(joined);
        this.root = root;
    }

    /** Whether this is the image of a whole tree, which says what the namespaces hold; those of rounds do not. */
    public static boolean isWhole(ImageSet image) {
        return image.has(
                ImageKind.FS, image.one(PstreeEntry.class, ImageKind.PSTREE, 0).getPid());
    }

    /** Kinds of which the tree has another namespace than its dumper had. */
    public static Set<NamespaceKind> own(ImageSet image) {
        TaskKobjIdsEntry dumper =
                image.one(InventoryEntry.class, ImageKind.INVENTORY, 0).getRootIds();
        TaskKobjIdsEntry tree = idsOfRoot(image);
        Set<NamespaceKind> own = EnumSet.noneOf(NamespaceKind.class);
        for (NamespaceKind kind : NamespaceKind.values()) {
            if (kind.of(tree) != kind.of(dumper)) {
                own.add(kind);
            }
        }
        // A control group namespace is only a view.
        own.remove(NamespaceKind.CGROUP);
        return own;
    }

    private static TaskKobjIdsEntry idsOfRoot(ImageSet image) {
        int root = image.one(PstreeEntry.class, ImageKind.PSTREE, 0).getPid();
        return image.one(TaskKobjIdsEntry.class, ImageKind.IDS, root);
    }

    /**
     * Looks, before anything is made, whether they can be filled as the options say.
     *
     * @param image of a whole dump; a round before it tells nothing about them
     */
    public static void check(ImageSet image, TreeOptions options) {
        int network = NamespaceKind.NET.of(idsOfRoot(image));
        if (own(image).contains(NamespaceKind.NET)
                && !isEmpty(options)
                && !options.joinedNamespaces().containsKey(NamespaceKind.NET)
                && image.has(ImageKind.NETNS, network)) {
            NetNamespaceRestore.check(image, network, options);
        }
    }

    private static boolean isEmpty(TreeOptions options) {
        return options.emptyNamespaces().contains(NamespaceKind.NET);
    }

    /** The network the tree's sockets will be in. */
    public TreeNetwork network() {
        return TreeNetwork.of(root.pid(), joined.contains(NamespaceKind.NET) ? joined : own);
    }

    /** Has the root, which {@code parent} is about to bear, begin with the clocks of the image. */
    static void bearInTime(ImageSet image, RemoteTask parent) {
        if (own(image).contains(NamespaceKind.TIME)) {
            SyscallException.check(
                    parent.call(SyscallNumber.UNSHARE, NamespaceKind.TIME.cloneFlag()),
                    "unshare",
                    "a time namespace in pid " + parent.pid());
            TimeNamespace.restore(image, idsOfRoot(image).getTimeNsId(), parent.pid());
        }
    }

    /** What they hold, before any process of the tree is built further. */
    public void fill(SharedMemory memory) {
        if (own.contains(NamespaceKind.UTS)) {
            UtsNamespace.restore(image, ids.getUtsNsId(), root.pid());
        }
        if (own.contains(NamespaceKind.IPC)) {
            segments = IpcNamespace.restore(image, ids.getIpcNsId(), root.pid());
            memory.use(segments);
        }
        nested = new NestedNamespaces(image, options, mounts(), journal);
        if (own.contains(NamespaceKind.NET) && !isEmpty(options.tree())) {
            network = NetNamespaceRestore.restore(image, ids.getNetNsId(), root.pid(), options.tree());
            journal.note(network.effect());
        }
    }

    private Map<Integer, NestedMounts> mounts() {
        Set<Integer> others = NestedNamespaces.mounts(image);
        OptionalInt first = own.contains(NamespaceKind.MNT) ? OptionalInt.of(ids.getMntNsId()) : OptionalInt.empty();
        return first.isEmpty() && others.isEmpty()
                ? Map.of()
                : MntNamespace.restore(image, first, others, options, root, terminals.devpts());
    }

    /** Has the paths of files mean what they mean for the tree. */
    public void enter(SharedState state) {
        if (own.contains(NamespaceKind.MNT)) {
            TreeRoot.enter(state, root.pid());
            terminals.use(TreeRoot.of(state));
        }
        nested.enter(state);
    }

    /** Connects the tree's network to the outside: it is about to run. */
    public void connect() {
        nested.connect();
        if (joined.contains(NamespaceKind.NET)) {
            NamespaceLock.removeOfGone(root.pid());
        }
        if (network != null) {
            network.connect();
        }
    }

    /**
     * The same for networks, where sockets are made.
     *
     * @return by number of the image, a process that is there
     */
    Map<Integer, Integer> settleNetworks(List<Vessel> processes) {
        return nested.settleNetworks(processes);
    }

    /** Takes processes into those namespaces that only they are in. */
    void settle(List<Vessel> processes) {
        nested.settle(processes);
    }

    /** What has to wait until all processes have their memory and files. */
    public void finish() {
        if (own.contains(NamespaceKind.MNT)) {
            MntNamespace.finish(image, ids.getMntNsId(), root.pid());
        }
        if (segments != null) {
            IpcNamespace.finish(image, ids.getIpcNsId(), root.pid(), segments);
            segments.close();
        }
        nested.finish();
    }

    /** Removes what is outside of a tree that will not run. */
    @Override
    public void close() {
        if (nested != null) {
            nested.close();
        }
        if (segments != null) {
            segments.close();
        }
        if (network != null) {
            network.close();
        }
    }
}
