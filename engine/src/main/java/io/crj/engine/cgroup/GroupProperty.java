package io.crj.engine.cgroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How values of properties are kept in images, and written; Documentation/admin-guide/cgroup-v1, cgroup-v2.rst. */
final class GroupProperty {

    /** Files that show who is inside, whose permissions alone are carried. */
    private static final Set<String> MEMBERS = Set.of("cgroup.procs", "tasks", "cgroup.threads");

    private static final String ANY_DEVICE = "a *:* rwm";

    /** @param file of the group, beside the property's own */
    record Write(String file, String value) {}

    private GroupProperty() {}

    static boolean listsMembers(String name) {
        return MEMBERS.contains(name);
    }

    static String stored(String name, String text) {
        String value = text.strip();
        if (!name.equals("memory.oom_control")) {
            return value;
        }
        // Of its lines only one can be written.
        for (String line : value.split("\n")) {
            if (line.startsWith("oom_kill_disable ")) {
                return line.substring("oom_kill_disable ".length());
            }
        }
        return value;
    }

    /** What has to be written to make a value that of the group, one after the other. */
    static List<Write> writes(String name, String value) {
        List<Write> writes = new ArrayList<>();
        switch (name) {
            case "cgroup.type" -> {
                if (value.equals("threaded")) {
                    writes.add(new Write(name, value));
                }
            }
            case "cgroup.subtree_control" -> {
                for (String controller : value.isEmpty() ? new String[0] : value.split(" ")) {
                    writes.add(new Write(name, "+" + controller));
                }
            }
            case "devices.list" -> {
                if (!value.equals(ANY_DEVICE)) {
                    writes.add(new Write("devices.deny", "a"));
                    value.lines().forEach(line -> writes.add(new Write("devices.allow", line)));
                }
            }
            case "net_prio.ifpriomap", "io.max" -> value.lines().forEach(line -> writes.add(new Write(name, line)));
            default -> {
                if (!listsMembers(name) && !value.isEmpty()) {
                    writes.add(new Write(name, value));
                }
            }
        }
        return writes;
    }

    /** Whether a value stops everybody in the group, so that it has to wait until the tree is complete. */
    static boolean freezes(String name, String value) {
        return name.equals("cgroup.freeze") && value.equals("1")
                || name.equals("freezer.state") && value.equals("FROZEN");
    }
}
