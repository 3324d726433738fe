package io.crj.engine.cli;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.hook.Hooks;

/** An engine of whose actions somebody else is told as well, after the scripts. */
record HookedEngine(Engine engine, Hooks more) implements Engine {

    @Override
    public Dumper dumper(DumpOptions options, Hooks hooks) {
        return engine.dumper(options, both(hooks));
    }

    @Override
    public Restorer restorer(RestoreOptions options, Hooks hooks) {
        return engine.restorer(options, both(hooks));
    }

    private Hooks both(Hooks hooks) {
        return (action, rootPid) -> {
            hooks.run(action, rootPid);
            more.run(action, rootPid);
        };
    }
}
