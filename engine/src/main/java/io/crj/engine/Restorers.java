package io.crj.engine;

import io.crj.engine.error.EngineException;
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
        if (pids.isEmpty()) {
            throw new EngineException("an image without processes cannot be restored");
        }
        for (int pid : pids) {
            if (Files.exists(Path.of("/proc/" + pid))) {
                throw new EngineException("pid " + pid + " is taken on this host");
            }
        }
        return new TreeRestorer(options, pids.get(0));
    }
}
