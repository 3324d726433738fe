package io.crj.engine.netlock;

import java.util.List;

/** Holds back only what asks for a connection; whoever asks does so again a second later. What is connected goes on. */
final class CallLock implements NetworkLock {

    private final NftablesLock table;

    /** @param table see {@link TableName} */
    CallLock(String table) {
        this.table = new NftablesLock(table);
    }

    @Override
    public void lock(List<Connection> connections, List<Listener> listeners) {
        table.fill(
                transaction -> {
                    transaction.chains();
                    for (AddressFamily family : AddressFamily.values()) {
                        List<Listener> ports = listeners.stream()
                                .filter(l -> family.has(l.local()))
                                .toList();
                        for (NftSet set : NftSet.ofListeners(family, ports)) {
                            transaction.set(set).ruleOfCalls("in", set);
                        }
                    }
                },
                "hold back calls to " + listeners.size() + " listening ports in " + this);
    }

    @Override
    public void unlock() {
        table.unlock();
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
