package io.crj.engine.cgroup;

import io.crj.engine.error.UnsupportedResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Finds processes that a control group keeps from running: nobody can look into those; cgroup-v2.rst, freezer-subsystem.rst. */
public final class FrozenGroups {

    private static final String OLD = "freezer";

    private FrozenGroups() {}

    /** @throws UnsupportedResourceException naming the first process that is frozen, and its group */
    public static void check(Collection<Integer> pids, GroupOptions options) {
        Map<String, Hierarchy> hierarchies = Hierarchy.all(options.yard());
        for (int pid : pids) {
            GroupPath.of("/proc/" + pid).forEach((name, group) -> {
                boolean freezes = name.isEmpty() || Hierarchy.controllers(name).contains(OLD);
                if (freezes && hierarchies.containsKey(name)) {
                    check(pid, hierarchies.get(name).directory(group));
                }
            });
        }
    }

    private static void check(int pid, Path group) {
        if (group != null
                && (shows(group.resolve("cgroup.events"), "frozen 1")
                        || shows(group.resolve("freezer.state"), "FROZEN")
                        || shows(group.resolve("freezer.state"), "FREEZING"))) {
            throw new UnsupportedResourceException(
                    pid, "control group " + group, "it is frozen, nothing in it can be looked at: thaw it first");
        }
    }

    private static boolean shows(Path file, String line) {
        return Optional.of(file)
                .filter(Files::exists)
                .map(FrozenGroups::text)
                .filter(text -> text.lines().anyMatch(line::equals))
                .isPresent();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
