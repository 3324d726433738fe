package io.crj.engine.linux.proc;

import io.crj.engine.error.EngineException;
import java.util.Set;

/** Who descends from whom. */
public final class Descent {

    private Descent() {}

    /**
     * Whether a process is none of a tree's: neither among {@code tree} nor a descendant, as those are that were born
     * since somebody looked. A process that is gone is nobody's any more.
     */
    public static boolean isStranger(int pid, Set<Integer> tree) {
        try {
            for (int ancestor = pid;
                    ancestor != 0;
                    ancestor = TaskStat.read(ancestor).parent()) {
                if (tree.contains(ancestor)) {
                    return false;
                }
            }
            return true;
        } catch (EngineException e) {
            return false;
        }
    }
}
