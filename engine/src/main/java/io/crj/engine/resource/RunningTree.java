package io.crj.engine.resource;

import io.crj.engine.error.EngineException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Looks at processes that go on running: what they change between two looks at it is looked at again. */
public final class RunningTree {

    /** What fails so often does not fail because of a change. */
    public static final int ATTEMPTS = 10;

    private static final long PAUSE_NANOS = 1_000_000;

    private RunningTree() {}

    /**
     * The first answer of {@code look} that is not a failure or refusal.
     *
     * @param gone whether there is nothing to look at any more
     * @throws EngineException the last failure or refusal
     */
    public static <T> T look(Supplier<T> look, BooleanSupplier gone) {
        for (int attempt = 1; ; attempt++) {
            try {
                return look.get();
            } catch (EngineException e) {
                if (attempt == ATTEMPTS || gone.getAsBoolean()) {
                    throw e;
                }
                // Somebody who is about to end needs a processor for it.
                LockSupport.parkNanos(PAUSE_NANOS * attempt);
            }
        }
    }
}
