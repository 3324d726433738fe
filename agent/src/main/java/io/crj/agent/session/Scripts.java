package io.crj.agent.session;

import io.crj.agent.options.EngineOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import io.crj.wire.message.MigrationOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The action scripts of one side of a migration. A script that does not end cannot keep a tree frozen for ever: when the
 * migration is given up, the script is killed.
 */
final class Scripts implements Hooks {

    private final MigrationOptions options;
    private final List<String> late = new CopyOnWriteArrayList<>();
    private Hooks scripts = Hooks.NONE;
    private Thread running;
    private String cancelled;

    Scripts(MigrationOptions options) {
        this.options = options;
    }

    /** Checks that they can run; from here on they do. */
    Scripts open() {
        scripts = EngineOptions.of(options).hooks(late::add);
        return this;
    }

    @Override
    public void run(Action action, int rootPid) {
        synchronized (this) {
            if (cancelled != null && action.isDecisive()) {
                throw new EngineException(cancelled);
            }
            running = Thread.currentThread();
        }
        try {
            scripts.run(action, rootPid);
        } finally {
            synchronized (this) {
                running = null;
                // An interrupt was meant for the script that ran, not for what comes next on this thread.
                Thread.interrupted();
            }
        }
    }

    /** Kills the one that runs; no other runs whose word would matter. Any thread. */
    synchronized void cancel(String why) {
        cancelled = why;
        if (running != null) {
            running.interrupt();
        }
    }

    /** What went wrong too late to matter, a sentence each. */
    List<String> late() {
        return List.copyOf(late);
    }
}
