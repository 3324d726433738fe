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
     * Executes many calls, all of them whatever comes of each; their raw results.
     *
     * @param table room for {@code calls.size()} entries of {@link RemoteProcess#TABLE_ENTRY_BYTES} in the scratch memory
     */
    default List<Long> callAll(Tracee thread, List<RemoteCall> calls, long table) {
        return calls.stream()
                .map(call -> call(thread, Purpose.PLAIN, call.number(), call.arguments()))
                .toList();
    }

    /** No more calls: all threads are parked with what is their own. */
    @Override
    void close();
}
