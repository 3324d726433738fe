package io.crj.engine;

import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import io.crj.engine.journal.Journal;

/** Opens dumpers. */
public final class Dumpers {

    private Dumpers() {}

    /**
     * Looks at the tree, which runs on untouched.
     *
     * @throws io.crj.engine.error.UnsupportedResourceException when something of it cannot be carried
     * @throws io.crj.engine.error.EngineException when there is no such process, or crj may not touch it
     */
    public static Dumper open(DumpOptions options) {
        return open(options, Hooks.NONE);
    }

    /**
     * As {@link #open(DumpOptions)}.
     *
     * @param hooks run from {@link Action#PRE_DUMP}, first thing in {@link Dumper#dump}, to {@link Action#POST_DUMP}, last
     *     thing there, and at {@link Action#NETWORK_UNLOCK}
     */
    public static Dumper open(DumpOptions options, Hooks hooks) {
        return open(options, hooks, Journal.NONE);
    }

    /**
     * As {@link #open(DumpOptions, Hooks)}.
     *
     * @param journal is told of everything that would outlive this process, before it is done; notes that are not gone
     *     after {@link Dumper#close} are to be undone or completed at the next start
     */
    public static Dumper open(DumpOptions options, Hooks hooks, Journal journal) {
        return new TreeDumper(options, hooks, journal);
    }
}
