package io.crj.engine.tree.kinship;

/**
 * How one process is related to the others, in the numbers of the image.
 *
 * @param parent 0 for the root
 * @param group its process group; 0 for whichever it is born into
 * @param session 0 for whichever the tree is born into
 */
public record Kin(int pid, int parent, int group, int session) {

    /** No process of the tree: what it was born into. */
    public static final int OUTSIDE = 0;

    boolean leadsSession() {
        return session == pid;
    }
}
