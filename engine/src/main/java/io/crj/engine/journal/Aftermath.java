package io.crj.engine.journal;

import java.util.Map;

/**
 * What is to be done about one kind of {@link SideEffect} once the process that made it is gone.
 *
 * <p>Both methods may be called any number of times, by any process, also when the change was never made or is undone
 * already: they look first. The live path undoes its changes by the same code.
 */
public interface Aftermath {

    /**
     * The migration was aborted. On the source the tree runs on as before; on the target nothing is left, and nobody is
     * told.
     */
    void undo(Map<String, String> facts);

    /**
     * The migration was committed. On the source the tree is gone silently; on the target it runs, its connections alive.
     */
    void complete(Map<String, String> facts);

    /** Whether the change is still there after the host was started anew; those of the kernel's memory are not. */
    default boolean outlivesKernel() {
        return false;
    }
}
