package io.crj.engine.netlock;

import io.crj.engine.journal.Journal;
import io.crj.engine.journal.SideEffect;
import java.util.List;

/** A lock that is noted as long as it holds anything. */
public final class JournaledLock implements NetworkLock {

    private final NetworkLock lock;
    private final Journal journal;
    private final SideEffect effect;
    private Journal.Entry entry;

    /** @param effect what remains of the lock when this process dies */
    public JournaledLock(NetworkLock lock, Journal journal, SideEffect effect) {
        this.lock = lock;
        this.journal = journal;
        this.effect = effect;
    }

    @Override
    public void lock(List<Connection> connections, List<Listener> listeners) {
        if (entry == null) {
            entry = journal.note(effect);
        }
        lock.lock(connections, listeners);
    }

    @Override
    public void unlock() {
        lock.unlock();
        settle();
    }

    @Override
    public void leave() {
        lock.leave();
        settle();
    }

    @Override
    public void close() {
        lock.close();
        settle();
    }

    private void settle() {
        if (entry != null) {
            entry.gone();
            entry = null;
        }
    }

    @Override
    public String toString() {
        return lock.toString();
    }
}
