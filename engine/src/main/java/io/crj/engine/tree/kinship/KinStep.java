package io.crj.engine.tree.kinship;

/** One step on the way to a tree of processes with the right parents, sessions and groups. */
public sealed interface KinStep {

    /**
     * A process is born.
     *
     * @param by who makes it; {@link Kin#OUTSIDE} for the root
     * @param sibling whether it gets the maker's parent as its own, CLONE_PARENT of clone(2)
     */
    record Fork(int pid, int by, boolean sibling) implements KinStep {}

    /**
     * A process is born whose mother dies at once, so that one of her ancestors adopts it; PR_SET_CHILD_SUBREAPER of prctl(2).
     *
     * @param by who bears the mother: an ancestor has adopted whom others of its line would have kept
     * @param parent the ancestor
     */
    record Orphan(int pid, int by, int parent) implements KinStep {}

    /** A process begins a session; setsid(2). */
    record NewSession(int pid) implements KinStep {}

    /** A process goes into a group, its own when the numbers are equal; setpgid(2). */
    record JoinGroup(int pid, int group) implements KinStep {}

    /** A process that was only needed for its number ends, and its parent takes note. */
    record End(int pid, int parent) implements KinStep {}
}
