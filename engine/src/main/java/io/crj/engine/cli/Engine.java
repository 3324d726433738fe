package io.crj.engine.cli;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.hook.Hooks;

/** What the commands need of the engine. */
interface Engine {

    Dumper dumper(DumpOptions options, Hooks hooks);

    Restorer restorer(RestoreOptions options, Hooks hooks);
}
