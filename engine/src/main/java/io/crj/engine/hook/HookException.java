package io.crj.engine.hook;

import io.crj.engine.error.EngineException;

/** A script objects: the dump or restore ends here. */
public final class HookException extends EngineException {

    private static final long serialVersionUID = 1L;

    private final Action action;
    private final int exitCode;

    public HookException(Action action, String script, int exitCode) {
        super("action script " + script + " ended " + action.label() + " with exit code " + exitCode + ": given up");
        this.action = action;
        this.exitCode = exitCode;
    }

    public Action action() {
        return action;
    }

    /** Exit codes of all scripts of that action, or-ed; never 0. */
    public int exitCode() {
        return exitCode;
    }
}
