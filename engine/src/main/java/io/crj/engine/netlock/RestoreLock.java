package io.crj.engine.netlock;

import io.crj.engine.RestoreOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.journal.Journal;
import java.util.List;

/**
 * The network lock of a restore: the one that the dump has left on this host is checked, one of our own is put beside it while
 * the tree is built, and both go when it runs. A tree that comes from another host has only the latter.
 */
public final class RestoreLock {

    private final RestoreOptions options;
    private final Journal journal;
    private NetworkLock own = NetworkLocks.NONE;
    private KeptLock kept = KeptLock.NONE;
    private List<Connection> connections = List.of();

    public RestoreLock(RestoreOptions options, Journal journal) {
        this.options = options;
        this.journal = journal;
    }

    /**
     * Drops packets as {@link NetworkLock#lock} does.
     *
     * @throws EngineException when the connections were not locked all the time: their peers have been told that they are gone
     */
    public void lock(InventoryEntry inventory, List<Connection> all, List<Listener> listeners) {
        connections = all;
        NetworkLockMethod method = NetworkLockMethod.ofCode(inventory.getNetworkLockMethod());
        if (!options.foreignAddresses() && inventory.hasDumpCriuRunId()) {
            // CRIU makes its table for trees without connections as well.
            kept = NetworkLocks.kept(method, inventory.getDumpCriuRunId());
            if (!all.isEmpty() && !options.unlocked() && !kept.isHeld(all)) {
                throw new EngineException(missing(inventory));
            }
            journal.note(KeptLockAftermath.found(method, inventory.getDumpCriuRunId(), all));
        }
        own = NetworkLocks.of(all.isEmpty() ? NetworkLockMethod.NFTABLES : method, options.lockId(), journal);
        own.lock(all, listeners);
    }

    private String missing(InventoryEntry inventory) {
        String host = inventory.hasCrjLockHost() ? " on host " + inventory.getCrjLockHost() : "";
        return "the connections of the image were locked at the dump by " + kept + host
                + ", which is not here: the peers may"
                + " have been told that they are gone; restore where the lock is, or give --network-lock skip when you"
                + " have held back their packets otherwise";
    }

    /** Lets packets through again: the tree answers. */
    public void unlock() {
        own.unlock();
        kept.release(connections);
    }

    /** Undoes what {@link #lock} did; the dump's lock stays, for the next try. */
    public void giveUp() {
        own.unlock();
    }
}
