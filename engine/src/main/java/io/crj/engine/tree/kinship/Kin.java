package io.crj.engine.tree.kinship;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

    /** Whether no member's parent is of another group of the same session: nobody could let it go on; setpgid(2). */
    public static boolean isOrphaned(int group, List<Kin> family) {
        Map<Integer, Kin> byPid = family.stream().collect(Collectors.toMap(Kin::pid, kin -> kin));
        return family.stream().filter(kin -> kin.group == group).noneMatch(kin -> {
            Kin parent = byPid.get(kin.parent);
            return parent != null && parent.session == kin.session && parent.group != group;
        });
    }

    boolean leadsSession() {
        return session == pid;
    }
}
