package io.crj.engine.netlock;

import java.util.List;

/** Locks nothing. */
final class SkipLock implements NetworkLock {

    @Override
    public void lock(List<Connection> connections) {}

    @Override
    public void unlock() {}
}
