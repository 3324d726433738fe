package io.crj.engine.netlock;

import java.util.List;

/**
 * Drops all packets of the network namespace in which it is locked, whatever they belong to, those on lo included. It
 * outlives this process: a tree that is held afterwards must not answer anybody.
 */
final class ClosedNetwork implements NetworkLock {

    private final NftablesLock table;

    /** @param table see {@link TableName} */
    ClosedNetwork(String table) {
        this.table = new NftablesLock(table);
    }

    @Override
    public void lock(List<Connection> connections, List<Listener> listeners) {
        table.fill(NftTransaction::closedChains, "hold back all packets in " + table);
    }

    @Override
    public void unlock() {
        table.unlock();
    }

    /** Nobody is left: were packets let through, the kernel would tell peers that their connections are gone. */
    @Override
    public void leave() {}

    @Override
    public String toString() {
        return table.toString();
    }
}
