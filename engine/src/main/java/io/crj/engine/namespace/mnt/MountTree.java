package io.crj.engine.namespace.mnt;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.MntEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The mounts of an image, checked, as the tree they are. */
final class MountTree {

    private static final int MAX_MOUNTS = 100_000;

    private final String file;
    private final List<MntEntry> all;
    private final Map<Integer, MntEntry> byId = new HashMap<>();
    private final Map<Integer, List<MntEntry>> children = new HashMap<>();
    private final MntEntry root;

    private MountTree(String file, List<MntEntry> all) {
        this.file = file;
        this.all = all;
        for (MntEntry mount : all) {
            boolean plain = Paths.isPlain(mount.getMountpoint()) && Paths.isPlain(mount.getRoot());
            if (!plain || byId.put(mount.getMntId(), mount) != null) {
                throw new ImageFormatException(file, describe(mount) + " cannot be");
            }
        }
        List<MntEntry> roots = all.stream()
                .filter(mount -> !byId.containsKey(mount.getParentMntId()))
                .toList();
        if (roots.size() != 1 || !roots.get(0).getMountpoint().equals("/")) {
            throw new ImageFormatException(file, roots.size() + " mounts without a parent; expected the root alone");
        }
        root = roots.get(0);
        for (MntEntry mount : all) {
            if (mount != root) {
                MntEntry parent = byId.get(mount.getParentMntId());
                if (!Paths.isBeneath(mount.getMountpoint(), parent.getMountpoint())) {
                    throw new ImageFormatException(file, describe(mount) + " is outside of " + describe(parent));
                }
                children.computeIfAbsent(parent.getMntId(), id -> new ArrayList<>())
                        .add(mount);
            }
        }
    }

    /** @throws ImageFormatException when the mounts do not make a tree */
    static MountTree of(ImageSet image, int nsId) {
        String file = ImageKind.MNTS.fileName(nsId);
        List<MntEntry> all = image.messages(MntEntry.class, ImageKind.MNTS, nsId);
        if (all.size() > MAX_MOUNTS) {
            throw new ImageFormatException(file, all.size() + " mounts");
        }
        MountTree tree = new MountTree(file, all);
        if (tree.parentsFirst().size() != all.size()) {
            throw new ImageFormatException(file, "mounts that are each other's parents");
        }
        return tree;
    }

    /** Without {@code some}, which have nothing below them. */
    MountTree without(List<MntEntry> some) {
        return new MountTree(
                file, all.stream().filter(mount -> !some.contains(mount)).toList());
    }

    MntEntry root() {
        return root;
    }

    /** What {@code mount}, which is not the root, is mounted on. */
    MntEntry parent(MntEntry mount) {
        return byId.get(mount.getParentMntId());
    }

    List<MntEntry> all() {
        return all;
    }

    /**
     * Every mount after its parent; of siblings the deeper one first, for one that was there before may be covered by the
     * other.
     */
    List<MntEntry> parentsFirst() {
        List<MntEntry> order = new ArrayList<>(List.of(root));
        for (int i = 0; i < order.size(); i++) {
            List<MntEntry> below =
                    new ArrayList<>(children.getOrDefault(order.get(i).getMntId(), List.of()));
            below.sort(Comparator.comparingInt(
                    (MntEntry mount) -> -mount.getMountpoint().length()));
            order.addAll(below);
        }
        return order;
    }

    /** Whether it is to be found on the host, or named by the user. */
    static boolean isFromOutside(MntEntry mount) {
        return !mount.getExtKey().isEmpty();
    }

    ImageFormatException wrong(MntEntry mount, String why) {
        return new ImageFormatException(file, describe(mount) + " " + why);
    }

    static String describe(MntEntry mount) {
        return "mount " + mount.getMountpoint() + " (number " + Integer.toUnsignedString(mount.getMntId()) + ")";
    }
}
