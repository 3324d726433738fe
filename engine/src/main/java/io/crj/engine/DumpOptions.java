package io.crj.engine;

import io.crj.engine.netlock.NetworkLockMethod;

/**
 * What a dump may do; names and meanings are CRIU's.
 *
 * @param pid root of the tree
 * @param tcpEstablished carry established TCP connections; without it they are refused
 * @param networkLock how the connections' packets are held back
 * @param lockId names the network lock and everything else left on the host, e.g. the migration's id
 * @param keepLocked {@link Dumper#reap()} leaves the connections locked until a restore with the same lock id on this
 *     host; else their peers would be reset in between
 */
public record DumpOptions(
        int pid, boolean tcpEstablished, NetworkLockMethod networkLock, String lockId, boolean keepLocked) {

    public static DumpOptions of(int pid) {
        return new DumpOptions(pid, false, NetworkLockMethod.NFTABLES, "crj-" + pid, false);
    }

    public DumpOptions withTcpEstablished(boolean carry) {
        return new DumpOptions(pid, carry, networkLock, lockId, keepLocked);
    }

    public DumpOptions withNetworkLock(NetworkLockMethod method) {
        return new DumpOptions(pid, tcpEstablished, method, lockId, keepLocked);
    }

    public DumpOptions withLockId(String id) {
        return new DumpOptions(pid, tcpEstablished, networkLock, id, keepLocked);
    }

    public DumpOptions withKeepLocked(boolean keep) {
        return new DumpOptions(pid, tcpEstablished, networkLock, lockId, keep);
    }
}
