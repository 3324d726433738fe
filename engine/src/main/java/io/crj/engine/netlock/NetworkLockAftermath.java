package io.crj.engine.netlock;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import java.util.Map;

/** A network lock in the network namespace of who made it: in the end it goes, whoever runs the tree. */
public final class NetworkLockAftermath implements Aftermath {

    public static final String KIND = "network-lock";

    private static final String METHOD = "method";
    private static final String ID = "id";

    static SideEffect effect(NetworkLockMethod method, String lockId) {
        return SideEffect.of(KIND, METHOD, method.name(), ID, lockId);
    }

    @Override
    public void undo(Map<String, String> facts) {
        NetworkLocks.of(NetworkLockMethod.valueOf(SideEffect.fact(facts, METHOD)), SideEffect.fact(facts, ID))
                .unlock();
    }

    @Override
    public void complete(Map<String, String> facts) {
        undo(facts);
    }
}
