package io.crj.engine.cli.rpc;

import io.crj.engine.hook.Hooks;
import java.util.List;

/** Runs command lines of crj for a session. */
@FunctionalInterface
public interface CommandRunner {

    /** What came of it: 0 or an exit code, and what was printed. */
    record Outcome(int code, String output) {}

    /** @param hooks told at every action, after the scripts */
    Outcome run(List<String> words, Hooks hooks);
}
