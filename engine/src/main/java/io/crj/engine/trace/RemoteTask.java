package io.crj.engine.trace;

/** A stopped task of the tree that executes system calls for us; only usable on its tracer thread. */
public interface RemoteTask {

    /** Its pid. */
    int pid();

    /** Executes one system call in the task; the result or {@code -errno}. */
    long call(long number, long... arguments);

    /**
     * Copies {@code bytes} into the task's scratch memory.
     *
     * @return their address there, valid until the next {@code push} after {@link #resetScratch()}
     */
    long push(byte[] bytes);

    /** Reads {@code lengthBytes} from the task's memory. */
    byte[] read(long address, int lengthBytes);

    /** Forgets everything pushed so far. */
    void resetScratch();
}
