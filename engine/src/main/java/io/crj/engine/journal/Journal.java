package io.crj.engine.journal;

/** Keeps what was done to the host and to a tree from outside, until it is undone or there for good. */
public interface Journal {

    /** Keeps nothing: what is left by a process that dies stays. */
    Journal NONE = effect -> () -> {};

    /**
     * To be called before the change is made.
     *
     * <p>On return the note survives the end of this process. Whether it survives that of the host is the keeper's
     * choice: only kinds that {@link Aftermath#outlivesKernel} need that, and nothing in the freeze waits for a disk.
     */
    Entry note(SideEffect effect);

    /** One note. */
    interface Entry {

        /** The change was undone, or is to stay: nothing is left to do at a next start. May be said more than once. */
        void gone();
    }
}
