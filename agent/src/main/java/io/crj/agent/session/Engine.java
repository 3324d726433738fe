package io.crj.agent.session;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.hook.Hooks;
import io.crj.engine.journal.Journal;

/** Where sessions get their dumpers and restorers from. */
public interface Engine {

    /** The engine of this process. */
    Engine LOCAL = new LocalEngine();

    Dumper openDumper(DumpOptions options, Hooks hooks, Journal journal);

    Restorer openRestorer(RestoreOptions options, Hooks hooks, Journal journal);
}
