package io.crj.engine;

import io.crj.engine.hold.HoldMethod;
import io.crj.engine.netlock.NetworkLockMethod;

/**
 * What a dump may do.
 *
 * @param pid root of the tree
 * @param tree what the user chose about its resources
 * @param networkLock how the connections' packets are held back
 * @param lockId names the network lock and everything else left on the host, e.g. the migration's id
 * @param keepLocked {@link Dumper#reap()} leaves the connections locked until a restore with the same lock id on this
 *     host; else their peers would be reset in between
 * @param hold what keeps the frozen tree from running when this process ends
 */
public record DumpOptions(
        int pid, TreeOptions tree, NetworkLockMethod networkLock, String lockId, boolean keepLocked, HoldMethod hold) {

    public DumpOptions(int pid, TreeOptions tree, NetworkLockMethod networkLock, String lockId, boolean keepLocked) {
        this(pid, tree, networkLock, lockId, keepLocked, HoldMethod.AUTOMATIC);
    }

    public static DumpOptions of(int pid) {
        return new DumpOptions(pid, TreeOptions.DEFAULT, NetworkLockMethod.NFTABLES, "crj-" + pid, false);
    }

    public DumpOptions withPid(int root) {
        return new DumpOptions(root, tree, networkLock, lockId, keepLocked, hold);
    }

    public DumpOptions withTree(TreeOptions chosen) {
        return new DumpOptions(pid, chosen, networkLock, lockId, keepLocked, hold);
    }

    public DumpOptions withTcpEstablished(boolean carry) {
        return withTree(tree.toBuilder().tcpEstablished(carry).build());
    }

    public DumpOptions withNetworkLock(NetworkLockMethod method) {
        return new DumpOptions(pid, tree, method, lockId, keepLocked, hold);
    }

    public DumpOptions withLockId(String id) {
        return new DumpOptions(pid, tree, networkLock, id, keepLocked, hold);
    }

    public DumpOptions withKeepLocked(boolean keep) {
        return new DumpOptions(pid, tree, networkLock, lockId, keep, hold);
    }

    public DumpOptions withHold(HoldMethod method) {
        return new DumpOptions(pid, tree, networkLock, lockId, keepLocked, method);
    }
}
