package io.crj.engine.namespace.net;

import static io.crj.engine.namespace.NamespaceKind.NET;

import io.crj.engine.journal.Journal;
import io.crj.engine.journal.Side;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.netlock.JournaledLock;
import io.crj.engine.netlock.NetworkLock;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.netlock.NetworkLocks;
import java.util.Set;

/** The network a tree's sockets are in: its own namespace, or that of this process. */
public final class TreeNetwork {

    private final int root;
    private final boolean own;

    private TreeNetwork(int root, boolean own) {
        this.root = root;
        this.own = own;
    }

    /**
     * @param root a process of the tree, as this process sees it
     * @param own kinds of namespaces that the tree has for itself
     */
    public static TreeNetwork of(int root, Set<NamespaceKind> own) {
        return new TreeNetwork(root, own.contains(NET));
    }

    /** Whether the tree has it for itself. */
    public boolean isOwn() {
        return own;
    }

    /** Does work on sockets on the calling thread, there; the work starts neither threads nor programs. */
    public void run(Runnable work) {
        if (own) {
            InNetNamespace.run(root, work);
        } else {
            work.run();
        }
    }

    /** A lock that only keeps new connections from coming to be; one that does nothing in the tree's own namespace. */
    public NetworkLock callLock(NetworkLockMethod method, String lockId, Journal journal) {
        return NetworkLocks.ofCalls(own ? NetworkLockMethod.SKIP : method, lockId, journal);
    }

    /** A lock that holds nothing yet: of connections, or of everything in the tree's own namespace. */
    public NetworkLock lock(NetworkLockMethod method, String lockId, Journal journal, Side side) {
        return own
                ? new JournaledLock(
                        NamespaceLock.of(method, lockId, root),
                        journal,
                        NamespaceLockAftermath.effect(method, lockId, root, side))
                : NetworkLocks.of(method, lockId, journal);
    }
}
