package io.crj.engine;

import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import io.crj.engine.journal.Journal;

/** Opens restorers. */
public final class Restorers {

    private Restorers() {}

    /** Gets ready to receive a tree. */
    public static Restorer open(RestoreOptions options) {
        return open(options, Hooks.NONE);
    }

    /**
     * As {@link #open(RestoreOptions)}.
     *
     * @param hooks run from {@link Action#PRE_RESTORE}, here, over {@link Action#POST_RESTORE}, last thing in {@link
     *     Restorer#complete}, to {@link Action#POST_RESUME}, last thing in {@link Restorer#resume}
     */
    public static Restorer open(RestoreOptions options, Hooks hooks) {
        return open(options, hooks, Journal.NONE);
    }

    /**
     * As {@link #open(RestoreOptions, Hooks)}.
     *
     * @param journal is told of everything that would outlive this process, before it is done; notes that are not gone
     *     after {@link Restorer#close} are to be undone or completed at the next start
     */
    public static Restorer open(RestoreOptions options, Hooks hooks, Journal journal) {
        hooks.run(Action.PRE_RESTORE, Hooks.NO_PID);
        return new TreeRestorer(options, hooks, journal);
    }
}
