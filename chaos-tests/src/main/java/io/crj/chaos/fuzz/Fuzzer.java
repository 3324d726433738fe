package io.crj.chaos.fuzz;

import io.crj.chaos.simulation.clock.Dice;

/** Makes hostile inputs for one reader and judges what it does. Lives on one thread. */
interface Fuzzer {

    String name();

    /** Memory that one input may make its reader allocate on the heap, beside sixty-four times the input's own length. */
    long allowedBytes();

    /**
     * Feeds one input.
     *
     * @return its length in bytes
     * @throws FuzzFinding when the reader did what it must not
     */
    int feed(Dice dice);
}
