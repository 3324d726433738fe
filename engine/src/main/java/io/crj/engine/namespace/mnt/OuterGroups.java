package io.crj.engine.namespace.mnt;

import io.crj.engine.TreeOptions;
import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.MountCalls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Peer groups of this host that mounts of a tree belong to, or receive from: those of the mounts that they come from. */
final class OuterGroups implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OuterGroups.class);
    private static final int PLACE = Fcntl.O_PATH | Fcntl.O_CLOEXEC;

    private record Place(MountInfo info, Fd root) {}

    private final Set<Integer> inner;
    private final boolean sharing;
    private final List<MountInfo> own = MountInfo.read("self");
    private final Map<Integer, Place> places = new HashMap<>();

    OuterGroups(MountForest forest, TreeOptions options) {
        this.inner = forest.all().map(MntEntry::getSharedId).collect(Collectors.toSet());
        this.sharing = MountChoices.of(options).externalSharing();
    }

    /** Says where a mount comes from, while paths and mounts are the host's still. */
    void use(MntEntry mount, String path) {
        boolean slave = mount.getMasterId() != 0 && !inner.contains(mount.getMasterId());
        if (!MountTree.isFromOutside(mount) || !slave && !shares(mount)) {
            return;
        }
        try (Fd place = FileCalls.open(path, PLACE, 0)) {
            int id = mountOf(place);
            for (MountInfo one : own) {
                if (one.id() == id) {
                    reach(one).ifPresent(root -> places.put(mount.getMntId(), new Place(one, root)));
                }
            }
        }
        if (knows(mount) && group(mount).isEmpty()) {
            LOG.warn("{}: nothing reaches it here, for the mount it comes from is private", MountTree.describe(mount));
        }
    }

    private static int mountOf(Fd place) {
        return FdInfo.read((int) ProcessHandle.current().pid(), place.number()).mountId();
    }

    private static Optional<Fd> reach(MountInfo mount) {
        Fd root = FileCalls.open(mount.place(), PLACE, 0);
        if (mountOf(root) == mount.id()) {
            return Optional.of(root);
        }
        root.close();
        return Optional.empty();
    }

    /** Whether it is to be a peer of the host's. */
    boolean shares(MntEntry mount) {
        return sharing && MountTree.isFromOutside(mount) && mount.getSharedId() != 0 && !mount.getInternalSharing();
    }

    boolean knows(MntEntry mount) {
        return places.containsKey(mount.getMntId());
    }

    /** The host's mount, unless it is private. */
    Optional<Fd> group(MntEntry mount) {
        return Optional.ofNullable(places.get(mount.getMntId()))
                .filter(place -> place.info().shared() != 0 || place.info().master() != 0)
                .map(Place::root);
    }

    /** A detached private copy of it, for a thread that sees the host's mounts in a namespace of its own. */
    Optional<Fd> copy(MntEntry mount) {
        return Optional.ofNullable(places.get(mount.getMntId()))
                .map(place -> MountCalls.cloneOf(place.info().place()));
    }

    @Override
    public void close() {
        places.values().forEach(place -> place.root().close());
    }
}
