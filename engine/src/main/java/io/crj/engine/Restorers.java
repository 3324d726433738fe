package io.crj.engine;

import io.crj.engine.error.EngineException;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens restorers. */
public final class Restorers {

    private Restorers() {}

    /**
     * Gets ready to receive a tree.
     *
     * @param pids of the tree's processes and threads, the root's first
     * @throws EngineException when one of them is taken on this host
     */
    public static Restorer open(RestoreOptions options, List<Integer> pids) {
        return open(options, pids, Hooks.NONE);
    }

    /**
     * As {@link #open(RestoreOptions, List)}.
     *
     * @param hooks run from {@link Action#PRE_RESTORE}, here, over {@link Action#POST_RESTORE}, last thing in {@link
     *     Restorer#complete}, to {@link Action#POST_RESUME}, last thing in {@link Restorer#resume}
     */
    public static Restorer open(RestoreOptions options, List<Integer> pids, Hooks hooks) {
        if (pids.isEmpty()) {
            throw new EngineException("an image without processes cannot be restored");
        }
        for (int pid : pids) {
            if (Files.exists(Path.of("/proc/" + pid))) {
                throw new EngineException("pid " + pid + " is taken on this host");
            }
        }
        hooks.run(Action.PRE_RESTORE, Hooks.NO_PID);
        return new TreeRestorer(options, pids.get(0), hooks);
    }
}
