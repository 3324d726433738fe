package io.crj.engine.netlock;

import java.util.List;

/** Locks nothing. */
final class SkipLock implements NetworkLock {

    @Override
    public void lock(List<Connection> connections, List<Listener> listeners) {}

    @Override
    public void unlock() {}
}
