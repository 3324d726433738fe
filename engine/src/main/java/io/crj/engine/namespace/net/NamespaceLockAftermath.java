package io.crj.engine.namespace.net;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.Side;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.proc.ProcessIdentity;
import io.crj.engine.netlock.NetworkLockMethod;
import java.util.Map;

/** A network of the tree's own in which all packets are held back: found again through the tree's root. */
public final class NamespaceLockAftermath implements Aftermath {

    public static final String KIND = "namespace-lock";

    private static final String METHOD = "method";
    private static final String ID = "id";
    private static final String ROOT = "root";

    /** @param root a process in the namespace, as this process sees it */
    static SideEffect effect(NetworkLockMethod method, String lockId, int root, Side side) {
        return SideEffect.of(
                KIND,
                METHOD,
                method.name(),
                ID,
                lockId,
                ROOT,
                ProcessIdentity.of(root).toString(),
                Side.FACT,
                side.name());
    }

    @Override
    public void undo(Map<String, String> facts) {
        ProcessIdentity root = ProcessIdentity.parse(SideEffect.fact(facts, ROOT));
        if (root.exists()) {
            NetworkLockMethod method = NetworkLockMethod.valueOf(SideEffect.fact(facts, METHOD));
            NamespaceLock.of(method, SideEffect.fact(facts, ID), root.pid()).close();
        }
    }

    /** Where the tree has gone the lock stays: the kernel would tell its peers that it has. */
    @Override
    public void complete(Map<String, String> facts) {
        if (Side.of(facts) == Side.RESTORE) {
            undo(facts);
        }
    }
}
