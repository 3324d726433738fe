package io.crj.engine.namespace.mnt;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.namespace.mnt.PlannedMount.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides, for every mount of all mount namespaces of a tree, where its like is to come from; refuses those without an
 * answer.
 */
final class MountPlan {

    private final List<SeenMounts> views;
    private final HostMounts host;
    private final MountChoices choices;
    /** Groups that have members in the tree. */
    private final Set<Integer> groups;
    /** Roots of namespaces that come first, for other mounts may show parts of them. */
    private final List<MountInfo> roots = new ArrayList<>();

    MountPlan(List<SeenMounts> views, HostMounts host, TreeOptions options) {
        this.views = views;
        this.host = host;
        this.choices = MountChoices.of(options);
        this.groups = all().map(MountInfo::shared).collect(Collectors.toSet());
    }

    private Stream<MountInfo> all() {
        return views.stream().flatMap(view -> view.all().stream());
    }

    /**
     * In the kernel's order.
     *
     * @throws UnsupportedResourceException naming the mount, and what helps
     */
    Map<SeenMounts, List<PlannedMount>> plan() {
        Map<SeenMounts, PlannedMount> planned = new LinkedHashMap<>();
        views.forEach(view -> planned.put(view, planRoot(view)));
        Map<SeenMounts, List<PlannedMount>> plans = new LinkedHashMap<>();
        for (SeenMounts view : views) {
            PlannedMount root = planned.get(view);
            List<PlannedMount> plan = new ArrayList<>();
            for (MountInfo mount : view.all()) {
                if (choices.isSkipped(mount)) {
                    continue;
                }
                PlannedMount one = mount.id() == root.mount().id() ? root : plan(mount, view);
                checkPropagation(one, view);
                plan.add(host.hasGroup(mount.shared()) ? one.sharedWithHost() : one);
            }
            plans.put(view, plan);
        }
        return plans;
    }

    private PlannedMount planRoot(SeenMounts view) {
        MountInfo root = view.root()
                .orElseThrow(() -> new UnsupportedResourceException(
                        view.viewer(),
                        "root directory",
                        "it is no mount point of the tree's mount namespace: bind it onto itself before"
                                + " entering it (mount --bind DIR DIR)"));
        if (isInRoot(root)) {
            return new PlannedMount(root, Origin.BIND, "");
        }
        roots.add(root);
        if (host.has(root)) {
            return new PlannedMount(root, Origin.ROOT, host.path(root).orElse(""));
        }
        boolean travels = FileSystems.number(root.type()) == FileSystems.TMPFS
                && root.root().equals("/");
        return new PlannedMount(root, travels ? Origin.NEW : Origin.ROOT, "");
    }

    private boolean isInRoot(MountInfo mount) {
        return roots.stream()
                .anyMatch(root -> mount.device() == root.device() && Paths.isBeneath(mount.origin(), root.origin()));
    }

    private PlannedMount plan(MountInfo mount, SeenMounts view) {
        Optional<String> key = key(mount);
        if (key.isPresent()) {
            return new PlannedMount(mount, Origin.EXTERNAL, key.get());
        }
        if (mount.isDeleted()) {
            checkDeleted(mount, view);
        }
        if (isInRoot(mount)) {
            return new PlannedMount(mount, Origin.BIND, "");
        }
        return host.has(mount) ? planOfHost(mount, view) : planOwn(mount, view);
    }

    /** What can be made again for a moment. */
    private static void checkDeleted(MountInfo mount, SeenMounts view) {
        boolean empty = view.open(mount)
                .map(place -> {
                    try (place) {
                        return DeletedPlace.isEmpty(place);
                    }
                })
                .orElse(false);
        if (!empty) {
            throw refusal(mount, view, "what it shows was deleted, and is no empty file or directory: unmount it");
        }
    }

    private PlannedMount planOfHost(MountInfo mount, SeenMounts view) {
        return host.path(mount)
                .or(() -> Optional.of(mount.place()).filter(place -> isNobodysBusiness(mount, view)))
                .map(path -> new PlannedMount(mount, Origin.HOST, path))
                .or(() -> Optional.of(new PlannedMount(mount, Origin.BIND, "")).filter(bind -> isPartOfExternal(mount)))
                .orElseThrow(() -> refusal(
                        mount,
                        view,
                        "no path of the host leads to what it shows: say where it is with " + option(mount)));
    }

    private Optional<String> key(MountInfo mount) {
        return choices.key(mount, views.get(0).all());
    }

    private boolean isPartOfExternal(MountInfo mount) {
        return all().anyMatch(other -> other.device() == mount.device()
                && key(other).isPresent()
                && Paths.isBeneath(mount.origin(), other.origin()));
    }

    /** What is hidden under another mount may as well be what the host has at that place. */
    private static boolean isNobodysBusiness(MountInfo mount, SeenMounts view) {
        return view.isHidden(mount) && Files.exists(Path.of(mount.place()));
    }

    private PlannedMount planOwn(MountInfo mount, SeenMounts view) {
        MountInfo widest = widest(mount.device());
        if (!widest.root().equals("/")) {
            throw refusal(
                    mount,
                    view,
                    "only a part of its file system is mounted: say where it comes from with " + option(mount));
        }
        if (widest.id() != mount.id()) {
            return new PlannedMount(mount, Origin.BIND, "");
        }
        if (FileSystems.number(mount.type()) == FileSystems.OTHER) {
            throw refusal(
                    mount,
                    view,
                    "a file system of this type is found only on the host itself: say where it comes from with "
                            + option(mount));
        }
        return new PlannedMount(mount, Origin.NEW, "");
    }

    /** The mount that shows most of a file system. */
    private MountInfo widest(int device) {
        return all().filter(mount -> mount.device() == device && !choices.isSkipped(mount))
                .reduce((a, b) -> a.root().length() <= b.root().length() ? a : b)
                .orElseThrow();
    }

    private void checkPropagation(PlannedMount planned, SeenMounts view) {
        MountInfo mount = planned.mount();
        boolean named = planned.origin() == Origin.EXTERNAL;
        boolean found = planned.origin() == Origin.HOST;
        boolean foreignMaster = mount.master() != 0 && !groups.contains(mount.master());
        if (foreignMaster && !named && !(found && choices.externalMasters())) {
            throw heard(mount, view, found ? "--enable-external-masters" : "");
        }
        boolean shared = mount.shared() != 0 && host.hasGroup(mount.shared());
        if (shared && !named && !(found && choices.externalSharing())) {
            throw heard(mount, view, found ? "--enable-external-sharing" : "");
        }
    }

    private static UnsupportedResourceException heard(MountInfo mount, SeenMounts view, String option) {
        return refusal(
                mount,
                view,
                "mounts and unmounts of the host reach it: start the tree with unshare --propagation private, "
                        + (option.isEmpty() ? "" : "let them reach it there as well with " + option + ", ")
                        + "or use mount --make-private inside");
    }

    private static String option(MountInfo mount) {
        return "--external 'mnt[" + mount.place() + "]:KEY'";
    }

    private static UnsupportedResourceException refusal(MountInfo mount, SeenMounts view, String why) {
        return new UnsupportedResourceException(view.viewer(), mount.describe(), why);
    }
}
