package io.crj.engine.netlock;

import java.util.List;

/**
 * The lock that stays behind when a dump has ended its tree, in the form and under the name that CRIU gives it: whichever of
 * the two restores the image finds it and removes it.
 */
public interface KeptLock {

    /** Of an image without a lock. */
    KeptLock NONE = new KeptLock() {
        @Override
        public void hold(List<Connection> connections) {}

        @Override
        public boolean isHeld(List<Connection> connections) {
            return true;
        }

        @Override
        public void release(List<Connection> connections) {}
    };

    /** Drops the connections' packets in the calling thread's network namespace from now on. */
    void hold(List<Connection> connections);

    /** Whether it is there. */
    boolean isHeld(List<Connection> connections);

    /** Removes it; harmless when it is not there. */
    void release(List<Connection> connections);
}
