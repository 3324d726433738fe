package io.crj.engine.hook;

/**
 * What somebody wants done at the moments of a dump or restore. Calls come from the thread that dumps or restores, or from its
 * tracer; in the namespaces of this process, never in the tree's.
 */
@FunctionalInterface
public interface Hooks {

    /** Nobody wants anything. */
    Hooks NONE = (action, rootPid) -> {};

    /** Pid that stands for a root that does not exist yet. */
    int NO_PID = 0;

    /**
     * The moment has come; returns when all is done that is to be done.
     *
     * @param rootPid of the tree, as this process sees it; {@link #NO_PID} when it does not exist yet
     * @throws HookException when somebody objects, and {@code action} is one at which that matters
     */
    void run(Action action, int rootPid);

    /** These hooks but for {@code done}, which somebody has run already. */
    default Hooks except(Action done) {
        return (action, rootPid) -> {
            if (action != done) {
                run(action, rootPid);
            }
        };
    }
}
