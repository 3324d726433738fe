package io.crj.engine.resource;

import io.crj.engine.journal.Journal;

/** The journal of an operation, for kinds that are not handed its context. */
public final class Journals {

    private static final String KEY = "journal";

    private Journals() {}

    /** From now on that of {@code state}'s operation. */
    public static void use(Journal journal, SharedState state) {
        state.shared(KEY, () -> journal);
    }

    /** Keeps nothing unless {@link #use} was called before. */
    public static Journal of(SharedState state) {
        return state.shared(KEY, () -> Journal.NONE);
    }
}
