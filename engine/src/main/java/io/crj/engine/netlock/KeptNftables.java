package io.crj.engine.netlock;

import java.util.List;

/** A table of its own that lasts; CRIU knows it by its name and does not look inside. */
final class KeptNftables implements KeptLock {

    private final NftablesLock table;

    KeptNftables(NftablesLock table) {
        this.table = table;
    }

    @Override
    public void hold(List<Connection> connections) {
        // Nobody listens any more: whoever calls may know.
        table.lock(connections, List.of());
    }

    @Override
    public boolean isHeld(List<Connection> connections) {
        return table.exists();
    }

    @Override
    public void release(List<Connection> connections) {
        table.unlock();
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
