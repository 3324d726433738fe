package io.crj.engine.netlock;

import java.util.List;

/** Holds back packets while nobody answers for them: of connections, in both directions, and to listening ports. */
public interface NetworkLock extends AutoCloseable {

    /**
     * Drops packets in the calling thread's network namespace from now on; replaces what this lock held before, in one
     * step.
     *
     * <p>Clients that call a listening port meanwhile try again a second later: neither does a connection come to be that
     * the dump does not have, nor is one refused.
     *
     * @param connections all their packets, in both directions
     * @param listeners what is sent to these ports, by whomever
     */
    void lock(List<Connection> connections, List<Listener> listeners);

    /** Lets packets through again; harmless when nothing is locked. */
    void unlock();

    /** To be called once all that could answer packets is gone: a lock that ends with it stays until then. */
    default void leave() {
        unlock();
    }

    @Override
    default void close() {
        unlock();
    }
}
