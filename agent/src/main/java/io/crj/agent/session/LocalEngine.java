package io.crj.agent.session;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.Dumpers;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.Restorers;
import io.crj.engine.hook.Hooks;

/** The engine in this very process. */
final class LocalEngine implements Engine {

    @Override
    public Dumper openDumper(DumpOptions options, Hooks hooks) {
        return Dumpers.open(options, hooks);
    }

    @Override
    public Restorer openRestorer(RestoreOptions options, Hooks hooks) {
        return Restorers.open(options, hooks);
    }
}
