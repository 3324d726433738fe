package io.crj.engine.tree;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.tree.kinship.Kin;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads how the processes of an image are related. */
public final class FamilyRestore {

    /** As many as the kernel numbers by default (pid_max in proc_sys_kernel(5)). */
    private static final int MAX_PROCESSES = 32_768;

    /** From parent to child; more than any sane tree has, and what is walked recursively. */
    private static final int MAX_GENERATIONS = 1000;

    private FamilyRestore() {}

    /**
     * The processes, parents before children, the root first.
     *
     * @param shellJob the tree goes into the session and group it is born into; else it gets its own, unless a pid namespace
     *     of its own hides those of the outside anyway
     * @throws ImageFormatException when they cannot be a tree
     */
    public static List<Kin> read(ImageSet image, boolean shellJob) {
        List<PstreeEntry> entries = image.messages(PstreeEntry.class, ImageKind.PSTREE, 0);
        if (entries.size() > MAX_PROCESSES) {
            throw new ImageFormatException(
                    ImageKind.PSTREE.fileName(0),
                    entries.size() + " processes, only " + MAX_PROCESSES + " are supported");
        }
        Set<Integer> pids = new HashSet<>();
        Map<Integer, Integer> generations = new HashMap<>();
        for (PstreeEntry entry : entries) {
            boolean root = pids.isEmpty();
            if (entry.getPid() <= 0
                    || !pids.add(entry.getPid())
                    || (root ? 0 : 1) != (pids.contains(entry.getPpid()) ? 1 : 0)) {
                throw new ImageFormatException(
                        ImageKind.PSTREE.fileName(0),
                        "process " + entry.getPid() + " with parent " + entry.getPpid() + " cannot be");
            }
            int generation = generations.getOrDefault(entry.getPpid(), 0) + 1;
            generations.put(entry.getPid(), generation);
            if (generation > MAX_GENERATIONS) {
                throw new ImageFormatException(
                        ImageKind.PSTREE.fileName(0),
                        "process " + entry.getPid() + " has more than " + MAX_GENERATIONS + " ancestors");
            }
        }
        if (entries.isEmpty()) {
            throw new ImageFormatException(ImageKind.PSTREE.fileName(0), "has no processes");
        }
        PstreeEntry root = entries.get(0);
        if (!shellJob && root.getSid() != 0 && !pids.contains(root.getSid())) {
            throw new EngineException("the image is of a shell job, its session " + root.getSid()
                    + " is not part of it: use --shell-job to take it into yours");
        }
        boolean hidden = NamespacesRestore.own(image).contains(NamespaceKind.PID);
        int home = shellJob || hidden ? Kin.OUTSIDE : root.getPid();
        return entries.stream()
                .map(entry -> new Kin(
                        entry.getPid(),
                        entry == root ? Kin.OUTSIDE : entry.getPpid(),
                        inside(entry.getPgid(), root.getPgid(), pids, home),
                        inside(entry.getSid(), root.getSid(), pids, home)))
                .toList();
    }

    /** A leader of the root's that is not part of the tree is replaced by whoever leads where the tree is born. */
    private static int inside(int leader, int leaderOfRoot, Set<Integer> pids, int home) {
        return leader == 0 || (leader == leaderOfRoot && !pids.contains(leader)) ? home : leader;
    }
}
