package io.crj.engine.trace;

import java.util.List;

/** The way a stopped process executes system calls for us; only usable on its tracer thread. */
interface CallPath extends AutoCloseable {

    /** What a call means beyond its result: what is to be taken back when we die. */
    enum Purpose {
        /** Nothing. */
        PLAIN,
        /** Maps the scratch memory. */
        MAP,
        /** Unmaps it. */
        UNMAP,
        /** Makes a descriptor that does not belong to the program. */
        HOLD,
        /** Closes it. */
        DROP
    }

    /** Executes one call; its raw result. */
    long call(Tracee thread, Purpose purpose, long number, long... arguments);

    /**
     * Executes many calls of the process's leader, all of them whatever comes of each.
     *
     * @param calls each the number and the arguments
     * @param table room for {@code calls.size()} entries of {@link RemoteProcess#TABLE_ENTRY_BYTES} in the scratch memory
     */
    List<Long> callAll(List<long[]> calls, long table);

    /** No more calls: all threads are parked with what is their own. */
    @Override
    void close();
}
