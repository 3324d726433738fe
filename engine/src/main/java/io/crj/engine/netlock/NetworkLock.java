package io.crj.engine.netlock;

import java.util.List;

/** Holds back packets of connections, in both directions, while nobody answers for them. */
public interface NetworkLock extends AutoCloseable {

    /**
     * Drops all packets of {@code connections} in the calling thread's network namespace from now on; replaces what this
     * lock held before, in one step.
     */
    void lock(List<Connection> connections);

    /** Lets packets through again; harmless when nothing is locked. */
    void unlock();

    @Override
    default void close() {
        unlock();
    }
}
