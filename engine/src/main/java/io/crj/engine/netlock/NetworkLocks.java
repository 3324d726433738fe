package io.crj.engine.netlock;

import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Journal;

/** Makes network locks, and removes those that a crash left behind. */
public final class NetworkLocks {

    /** Locks nothing. */
    static final NetworkLock NONE = new SkipLock();

    private NetworkLocks() {}

    /**
     * A lock that holds nothing yet.
     *
     * @param lockId names what it creates on the host
     */
    public static NetworkLock of(NetworkLockMethod method, String lockId) {
        return switch (method) {
            case IPTABLES -> new IptablesLock(TableName.ofChain(lockId));
            case NFTABLES -> new NftablesLock(TableName.of(lockId));
            case SKIP -> NONE;
        };
    }

    /** The same, noted in {@code journal} as long as it holds anything. */
    public static NetworkLock of(NetworkLockMethod method, String lockId, Journal journal) {
        NetworkLock lock = of(method, lockId);
        return lock == NONE ? lock : new JournaledLock(lock, journal, NetworkLockAftermath.effect(method, lockId));
    }

    /**
     * A lock, noted in {@code journal} as long as it holds anything, that only keeps new connections from coming to be;
     * one that does nothing where there is no nftables.
     *
     * @param lockId as of the lock that follows it
     */
    public static NetworkLock ofCalls(NetworkLockMethod method, String lockId, Journal journal) {
        if (method != NetworkLockMethod.NFTABLES) {
            return NONE;
        }
        String id = lockId + "-calls";
        return new JournaledLock(new CallLock(TableName.of(id)), journal, NetworkLockAftermath.effect(method, id));
    }

    /**
     * A lock for a network namespace that moves as a whole: it drops all packets there, whatever connections it is told.
     *
     * @param lockId names what it creates in the namespace
     */
    public static NetworkLock ofNamespace(NetworkLockMethod method, String lockId) {
        return method == NetworkLockMethod.SKIP ? NONE : new ClosedNetwork(TableName.of(lockId));
    }

    /** Whether an nftables table of that name is a lock of crj's, of whatever id: no part of what a tree has. */
    public static boolean isLock(String table) {
        return TableName.isOurs(table);
    }

    /** Removes whatever a lock of that id holds in the calling thread's network namespace; harmless when nothing. */
    public static void removeStale(String lockId) {
        new NftablesLock(TableName.of(lockId)).unlock();
    }

    /**
     * The lock that an image speaks of.
     *
     * @param runId as in the image's inventory
     */
    public static KeptLock kept(NetworkLockMethod method, String runId) {
        return switch (method) {
            case IPTABLES -> new KeptIptables();
            case NFTABLES -> new KeptNftables(new NftablesLock(TableName.ofCriu(runId)));
            case SKIP -> KeptLock.NONE;
        };
    }

    /**
     * Checks that a lock can be made on this host.
     *
     * @throws EngineException naming the program that is missing
     */
    public static void check(NetworkLockMethod method) {
        if (method == NetworkLockMethod.IPTABLES) {
            Iptables.check();
        }
    }
}
