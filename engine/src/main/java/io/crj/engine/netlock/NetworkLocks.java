package io.crj.engine.netlock;

/** Makes network locks, and removes those that a crash left behind. */
public final class NetworkLocks {

    private NetworkLocks() {}

    /**
     * A lock that holds nothing yet.
     *
     * @param lockId names what it creates on the host
     */
    public static NetworkLock of(NetworkLockMethod method, String lockId) {
        return switch (method) {
            case NFTABLES -> new NftablesLock(TableName.of(lockId));
            case SKIP -> new SkipLock();
        };
    }

    /**
     * A lock for a network namespace that moves as a whole: it drops all packets there, whatever connections it is told.
     *
     * @param lockId names what it creates in the namespace
     */
    public static NetworkLock ofNamespace(NetworkLockMethod method, String lockId) {
        return method == NetworkLockMethod.SKIP ? new SkipLock() : new ClosedNetwork(TableName.of(lockId));
    }

    /** The nftables table in which locks of that id are. */
    public static String tableName(String lockId) {
        return TableName.of(lockId);
    }

    /** Removes whatever a lock of that id holds in the calling thread's network namespace; harmless when nothing. */
    public static void removeStale(String lockId) {
        new NftablesLock(TableName.of(lockId)).unlock();
    }

    /**
     * Removes the lock that CRIU holds since a dump, in the calling thread's network namespace; harmless when nothing.
     *
     * @param runId as in the image's inventory
     */
    public static void removeOfCriu(String runId) {
        new NftablesLock(TableName.ofCriu(runId)).unlock();
    }
}
