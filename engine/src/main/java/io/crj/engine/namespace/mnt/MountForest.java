package io.crj.engine.namespace.mnt;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.MntEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The mounts of all mount namespaces of an image, which show parts of the same file systems. */
final class MountForest {

    private final Map<Integer, MountTree> trees = new LinkedHashMap<>();
    private final OptionalInt own;

    private MountForest(OptionalInt own) {
        this.own = own;
    }

    /**
     * Reads them.
     *
     * @param own that of the tree's root, if it is not the host's
     * @param nested the others
     */
    static MountForest of(ImageSet image, OptionalInt own, Collection<Integer> nested) {
        MountForest forest = new MountForest(own);
        own.ifPresent(nsId -> forest.trees.put(nsId, TerminalMounts.without(MountTree.of(image, nsId))));
        nested.forEach(nsId -> forest.trees.put(nsId, MountTree.of(image, nsId)));
        Set<Integer> seen = new HashSet<>();
        forest.trees.forEach((nsId, tree) -> tree.all().forEach(mount -> {
            if (!seen.add(mount.getMntId())) {
                throw new ImageFormatException(
                        ImageKind.MNTS.fileName(nsId), MountTree.describe(mount) + " is in two namespaces");
            }
        }));
        return forest;
    }

    /** By number of the namespace, that of the tree's root first. */
    Map<Integer, MountTree> trees() {
        return trees;
    }

    /** Whether a namespace is the one that the tree's root has. */
    boolean isOwn(int nsId) {
        return own.isPresent() && own.getAsInt() == nsId;
    }

    Stream<MntEntry> all() {
        return trees.values().stream().flatMap(tree -> tree.all().stream());
    }

    ImageFormatException wrong(MntEntry mount, String why) {
        return trees.values().stream()
                .filter(tree -> tree.all().contains(mount))
                .findFirst()
                .orElseThrow()
                .wrong(mount, why);
    }

    /** Whether it is the root of some namespace. */
    boolean isRoot(MntEntry mount) {
        return trees.values().stream().anyMatch(tree -> tree.root() == mount);
    }

    /** Whether it is that of the tree's root process. */
    boolean isFirstRoot(MntEntry mount) {
        return own.isPresent() && trees.get(own.getAsInt()).root() == mount;
    }

    /** The mount of its file system that shows all that {@code like} does, and most of it; itself, if it has to stand alone. */
    MntEntry widest(MntEntry like) {
        List<MntEntry> candidates = new ArrayList<>(all().filter(mount -> mount.getRootDev() == like.getRootDev()
                        && !mount.getDeleted()
                        && Paths.isBeneath(like.getRoot(), mount.getRoot()))
                .toList());
        // Of those that show as much: a root, for it may be said to come from elsewhere.
        candidates.sort(
                Comparator.comparingInt((MntEntry mount) -> mount.getRoot().length())
                        .thenComparing(mount -> !isRoot(mount)));
        return first(candidates, mount -> !MountTree.isFromOutside(mount) && isRoot(mount))
                .or(() -> first(candidates, MountTree::isFromOutside))
                .or(() -> first(candidates, MountForest::isMade))
                .or(() -> first(candidates, mount -> true))
                .orElse(like);
    }

    private static Optional<MntEntry> first(List<MntEntry> candidates, Predicate<MntEntry> condition) {
        return candidates.stream().filter(condition).findFirst();
    }

    private static boolean isMade(MntEntry mount) {
        return FileSystems.name(mount).isPresent() && mount.getRoot().equals("/");
    }
}
