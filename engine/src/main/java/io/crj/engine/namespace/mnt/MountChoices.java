package io.crj.engine.namespace.mnt;

import io.crj.engine.External;
import io.crj.engine.TreeOptions;
import io.crj.engine.linux.proc.MountInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the user says about mounts: {@code mnt[PLACE]:KEY} names one, {@code mnt[]:sm} is about all that are found on the host,
 * {@code skip-mnt[PLACE]} leaves one out.
 *
 * @param keys by place
 * @param externalSharing those found on the host may share a peer group with it
 * @param externalMasters those found on the host may receive from one of its peer groups
 */
record MountChoices(Map<String, String> keys, Set<String> skipped, boolean externalSharing, boolean externalMasters) {

    private static final String SHARING = "s";
    private static final String MASTERS = "m";

    static MountChoices of(TreeOptions options) {
        Map<String, String> keys = new HashMap<>();
        Set<String> skipped = new HashSet<>();
        boolean sharing = false;
        boolean masters = false;
        for (External one : options.external()) {
            if (one.kind().equals(External.SKIPPED_MOUNT)) {
                skipped.add(one.key());
            } else if (one.kind().equals("mnt") && one.key().isEmpty()) {
                sharing |= one.value().contains(SHARING);
                masters |= one.value().contains(MASTERS);
            } else if (one.kind().equals("mnt") && one.key().startsWith("/")) {
                keys.put(one.key(), one.value().isEmpty() ? one.key() : one.value());
            }
        }
        return new MountChoices(keys, skipped, sharing, masters);
    }

    /**
     * The key of {@code --external} for it.
     *
     * @param first what the tree's root sees, which places are about: another namespace may have something else there
     */
    Optional<String> key(MountInfo mount, List<MountInfo> first) {
        boolean other = first.stream().anyMatch(one -> one.place().equals(mount.place()))
                && first.stream()
                        .noneMatch(one -> one.place().equals(mount.place())
                                && one.device() == mount.device()
                                && one.root().equals(mount.root()));
        return Optional.ofNullable(other ? null : keys.get(mount.place()));
    }

    /** Whether the tree is to be without it; so it is without what is mounted below. */
    boolean isSkipped(MountInfo mount) {
        return skipped.stream().anyMatch(place -> Paths.isBeneath(mount.place(), place));
    }
}
