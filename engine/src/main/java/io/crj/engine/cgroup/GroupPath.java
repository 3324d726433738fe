package io.crj.engine.cgroup;

import io.crj.engine.hold.HeldGroup;
import io.crj.engine.linux.proc.ProcFile;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The groups of a task, by hierarchy; proc_pid_cgroup(5). */
final class GroupPath {

    private static final int FIELDS = 3;
    private static final int PATH = 2;

    private GroupPath() {}

    /**
     * Of a task, sorted by name; a group of ours that it is held in does not count.
     *
     * @param task a directory in /proc, such as {@code /proc/12/task/13}
     */
    static Map<String, String> of(String task) {
        Map<String, String> groups = new TreeMap<>();
        ProcFile.text(task + "/cgroup").lines().forEach(line -> {
            String[] fields = line.split(":", FIELDS);
            if (fields.length == FIELDS) {
                groups.put(sorted(fields[1]), HeldGroup.home(fields[PATH]));
            }
        });
        return groups;
    }

    static String sorted(String controllers) {
        return String.join(",", new TreeSet<>(Hierarchy.controllers(controllers)));
    }

    /** What the kernel calls controllers; mount options of hierarchies are more than that. */
    static Set<String> controllersOfHost() {
        Set<String> names = new HashSet<>();
        ProcFile.text("/proc/cgroups").lines().forEach(line -> names.add(line.split("\t", 2)[0]));
        return names;
    }
}
