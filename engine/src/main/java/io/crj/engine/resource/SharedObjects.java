package io.crj.engine.resource;

import io.crj.engine.error.EngineException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The {@link SharedState} of one operation; not for concurrent use. */
public final class SharedObjects implements SharedState, AutoCloseable {

    private final Map<Object, Object> objects = new HashMap<>();
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

    @Override
    @SuppressWarnings("unchecked") // a key stands for one type, by the contract of shared()
    public <T> T shared(Object key, Supplier<? extends T> first) {
        Object known = objects.get(key);
        if (known == null) {
            known = first.get();
            objects.put(key, known);
            if (known instanceof AutoCloseable closeable) {
                toClose.push(closeable);
            }
        }
        return (T) known;
    }

    /** Closes what was made, newest first; all of it, even when some of it fails to. */
    @Override
    public void close() {
        EngineException failure = null;
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new EngineException("cannot release a kind's shared state: " + e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        objects.clear();
        if (failure != null) {
            throw failure;
        }
    }
}
