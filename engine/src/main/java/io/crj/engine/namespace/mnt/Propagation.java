package io.crj.engine.namespace.mnt;

import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.MountCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Peer groups and their slaves, across namespaces, set up once all mounts are at their places; mount_namespaces(7).
 *
 * <p>Each group has a founder in the yard, which shows as much as any of its file system, for others can only join one that
 * shows at least as much. Founders go with the yard; what received from one receives from its peers then.
 */
final class Propagation {

    private final MountForest forest;
    private final Map<Integer, Fd> mounts;
    private final Map<MntEntry, Fd> made;
    private final OuterGroups outer;
    private final MountYard yard;
    private final Map<Kinship, Optional<Fd>> founders = new HashMap<>();
    private final List<Fd> open = new ArrayList<>();

    /**
     * The part of a mount in propagation; 0 for none.
     *
     * @param outside whether the peer group is one of this host's
     */
    private record Kinship(int shared, int master, boolean outside) {}

    /**
     * @param mounts attached, by their numbers in the image, all private
     * @param made what they are copies of
     */
    Propagation(
            MountForest forest, Map<Integer, Fd> mounts, Map<MntEntry, Fd> made, OuterGroups outer, MountYard yard) {
        this.forest = forest;
        this.mounts = mounts;
        this.made = made;
        this.outer = outer;
        this.yard = yard;
    }

    void restore() {
        try {
            forest.all().forEach(mount -> {
                if (mount.getSharedId() != 0 || mount.getMasterId() != 0) {
                    Fd fd = mounts.get(mount.getMntId());
                    founder(mount).ifPresent(from -> MountCalls.joinGroup(fd, from, MountTree.describe(mount)));
                }
            });
        } finally {
            open.forEach(Fd::close);
        }
    }

    /** Empty when nothing is left of the group: the host's mount that it came from is private here. */
    private Optional<Fd> founder(MntEntry mount) {
        Kinship kinship = new Kinship(mount.getSharedId(), mount.getMasterId(), outer.shares(mount));
        Optional<Fd> known = founders.get(kinship);
        if (known == null) {
            // Who receives from itself finds nothing.
            founders.put(kinship, Optional.empty());
            known = found(mount, kinship);
            founders.put(kinship, known);
        }
        return known;
    }

    private Optional<Fd> found(MntEntry mount, Kinship kinship) {
        String what = MountTree.describe(mount);
        Optional<Fd> host = outer.group(mount);
        if (kinship.outside() && host.isPresent()) {
            return Optional.of(joined(mount, host.get()));
        }
        Optional<Fd> master = Optional.empty();
        if (kinship.master() != 0) {
            Optional<MntEntry> member = first(other -> other.getSharedId() == kinship.master());
            if (member.isEmpty() && !outer.knows(mount)) {
                throw forest.wrong(mount, "receives from a group that is not in the image");
            }
            master = member.isPresent() ? founder(member.get()) : host;
        }
        if (master.isEmpty() && kinship.shared() == 0) {
            return Optional.empty();
        }
        Fd founder = master.map(from -> joined(mount, from)).orElseGet(() -> alone(mount));
        if (master.isPresent()) {
            MountCalls.attributes(founder, 0, 0, Mount.MS_SLAVE, what);
        }
        if (kinship.shared() != 0) {
            MountCalls.attributes(founder, 0, 0, Mount.MS_SHARED, what);
        }
        return Optional.of(founder);
    }

    private Fd joined(MntEntry mount, Fd group) {
        Fd founder = alone(mount);
        MountCalls.joinGroup(founder, group, MountTree.describe(mount));
        return founder;
    }

    /** A private mount that shows as much as anything made of its file system. */
    private Fd alone(MntEntry mount) {
        List<MntEntry> same = forest.all()
                .filter(other -> other.getRootDev() == mount.getRootDev())
                .toList();
        Fd copy = made.keySet().stream()
                .filter(source -> source.getRootDev() == mount.getRootDev())
                .filter(source -> same.stream().allMatch(other -> Paths.isBeneath(other.getRoot(), source.getRoot())))
                .findFirst()
                .map(source -> MountCalls.cloneOf(made.get(source)))
                .or(() -> outer.copy(mount))
                .orElseGet(() -> MountCalls.cloneOf(mounts.get(mount.getMntId())));
        open.add(copy);
        yard.add(copy, MountTree.describe(mount));
        return copy;
    }

    private Optional<MntEntry> first(Predicate<MntEntry> condition) {
        return forest.all().filter(condition).findFirst();
    }
}
