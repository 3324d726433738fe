package io.crj.agent.session;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.Dumpers;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.Restorers;
import io.crj.engine.hook.Hooks;
import io.crj.engine.journal.Journal;

/** The engine in this very process. */
final class LocalEngine implements Engine {

    @Override
    public Dumper openDumper(DumpOptions options, Hooks hooks, Journal journal) {
        return Dumpers.open(options, hooks, journal);
    }

    @Override
    public Restorer openRestorer(RestoreOptions options, Hooks hooks, Journal journal) {
        return Restorers.open(options, hooks, journal);
    }
}
