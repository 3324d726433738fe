package io.crj.engine.namespace.net;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.netlock.NetworkLock;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.netlock.NetworkLocks;
import java.util.List;

/**
 * Holds back all packets of a tree that has a network namespace of its own. May be used from any platform thread: it goes
 * to the namespace and comes back. The rules end with the namespace.
 */
public final class NamespaceLock implements NetworkLock {

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
