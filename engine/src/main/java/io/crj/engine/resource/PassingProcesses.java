package io.crj.engine.resource;

import io.crj.engine.linux.sys.Fd;
import java.util.function.IntFunction;

/** Processes that are there for a moment only, in place of such that ended before the dump; the tree never sees them. */
@FunctionalInterface
public interface PassingProcesses {

    /**
     * Opens something while there is such a process.
     *
     * @param pid its number inside of the tree's pid namespace, if that is free
     * @param opener is told the number it has
     * @return the caller's
     */
    Fd open(int pid, IntFunction<Fd> opener);
}
