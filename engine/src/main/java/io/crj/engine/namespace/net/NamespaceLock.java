package io.crj.engine.namespace.net;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.netlock.NetworkLock;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.netlock.NetworkLocks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds back all packets of a tree that has a network namespace of its own. May be used from any platform thread: it goes
 * to the namespace and comes back. The rules end with the namespace.
 */
public final class NamespaceLock implements NetworkLock {

    /** As dumps name their locks, by the root of the tree. */
    private static final Pattern OF_DUMP = Pattern.compile("crj-(\\d+)");

    private final Fd namespace;
    private final String whose;
    private final NetworkLock inside;

    private NamespaceLock(Fd namespace, String whose, NetworkLock inside) {
        this.namespace = namespace;
        this.whose = whose;
        this.inside = inside;
    }

    /**
     * A lock that holds nothing yet.
     *
     * @param pid a process in the namespace, as this process sees it; may end afterwards
     */
    public static NamespaceLock of(NetworkLockMethod method, String lockId, int pid) {
        Fd namespace = FileCalls.open("/proc/" + pid + "/ns/net", Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        return new NamespaceLock(namespace, "pid " + pid, NetworkLocks.ofNamespace(method, lockId));
    }

    /** Removes, from a network that {@code root} has been put into, the locks that dumps of trees which are gone have left there. */
    public static void removeOfGone(int root) {
        InNetNamespace.run(root, () -> NftRuleset.tables().stream()
                .filter(table -> isOfGone(table, root))
                .forEach(NetworkLocks::removeStale));
    }

    private static boolean isOfGone(String table, int root) {
        Matcher dumped = OF_DUMP.matcher(table);
        return dumped.matches()
                && (dumped.group(1).equals(Integer.toString(root)) || !Files.exists(Path.of("/proc", dumped.group(1))));
    }

    /** Holds back everything, whatever connections and listeners are named. */
    @Override
    public void lock(List<Connection> connections, List<Listener> listeners) {
        run(() -> inside.lock(connections, listeners));
    }

    @Override
    public void unlock() {
        run(inside::unlock);
    }

    /** The lock ends with the namespace, which nobody is in any more. */
    @Override
    public void leave() {
        if (namespace.isOpen()) {
            inside.leave();
            namespace.close();
        }
    }

    private void run(Runnable work) {
        InNetNamespace.call(namespace, whose, () -> {
            work.run();
            return null;
        });
    }

    @Override
    public void close() {
        if (namespace.isOpen()) {
            unlock();
            namespace.close();
        }
    }

    @Override
    public String toString() {
        return inside + " in the network namespace of " + whose;
    }
}
