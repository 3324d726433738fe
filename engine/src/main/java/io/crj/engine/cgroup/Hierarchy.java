package io.crj.engine.cgroup;

import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.proc.MountInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A hierarchy of control groups that is mounted on this host; cgroups(7).
 *
 * @param name as in /proc/PID/cgroup: its controllers, {@code name=…}, or nothing for the one of version 2
 * @param place where the group {@code root} is found
 * @param root the group that is mounted there
 * @param passing whether the place is a mount of ours, which other processes do not see
 */
record Hierarchy(String name, Path place, String root, boolean passing) {

    private static final String UNIFIED = "";

    /** All that this process sees mounted, by name. */
    static Map<String, Hierarchy> all(String yard) {
        Map<String, Hierarchy> all = new LinkedHashMap<>();
        for (MountInfo mount : MountInfo.read("self")) {
            if (yard.isEmpty()
                    || mount.place().startsWith(yard + "/")
                    || mount.place().equals(yard)) {
                add(all, mount);
            }
        }
        return all;
    }

    private static void add(Map<String, Hierarchy> all, MountInfo mount) {
        String name =
                switch (mount.type()) {
                    case "cgroup2" -> UNIFIED;
                    case "cgroup" -> controllers(mount.superOptions());
                    default -> null;
                };
        if (name != null) {
            all.merge(
                    name,
                    new Hierarchy(name, Path.of(mount.place()), mount.root(), false),
                    (a, b) -> b.root.length() < a.root.length() ? b : a);
        }
    }

    private static String controllers(List<String> options) {
        Set<String> known = GroupPath.controllersOfHost();
        Set<String> own = new TreeSet<>();
        for (String option : options) {
            if (known.contains(option) || option.startsWith("name=")) {
                own.add(option);
            }
        }
        return String.join(",", own);
    }

    /** The names of its controllers, each for itself. */
    List<String> controllers() {
        return controllers(name);
    }

    static List<String> controllers(String name) {
        return new ArrayList<>(List.of(name.split(",", -1)));
    }

    boolean isUnified() {
        return name.equals(UNIFIED);
    }

    /** Where a group is found here; null when it is outside of what is mounted. */
    Path directory(String group) {
        Path path = Path.of(group);
        Path top = Path.of(root);
        return path.startsWith(top) ? place.resolve(top.relativize(path).toString()) : null;
    }

    /** To be noted before a group is made. */
    SideEffect made(Path group) {
        return passing
                ? MadeGroupAftermath.effect(name, place.relativize(group).toString())
                : MadeGroupAftermath.effect(group.toString());
    }

    boolean has(String group) {
        Path directory = directory(group);
        return directory != null && Files.isDirectory(directory);
    }
}
