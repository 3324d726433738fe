package io.crj.engine;

import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;

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
        hooks.run(Action.PRE_RESTORE, Hooks.NO_PID);
        return new TreeRestorer(options, hooks);
    }
}
