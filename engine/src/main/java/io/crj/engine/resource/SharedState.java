package io.crj.engine.resource;

import java.util.function.Supplier;

/** State that lives as long as one check, one dump or one restore and that a kind shares between its open files. */
public interface SharedState {

    /**
     * The object under {@code key}, made by {@code first} when nobody asked before.
     *
     * <p>Objects that are {@link AutoCloseable} are closed, newest first, when the operation is over, however it ends.
     *
     * @param key by convention the object's class, or a record of it and a number
     */
    <T> T shared(Object key, Supplier<? extends T> first);
}
