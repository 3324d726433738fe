package io.crj.engine.cgroup;

import java.util.List;
import java.util.Map;

/**
 * What the user chose about control groups.
 *
 * @param mode what a restore does about them
 * @param roots by hierarchy, as in {@code cpu,cpuacct} or {@code name=systemd}, the group that takes the place of the one
 *     the root of the tree was in; under {@link #EVERY} that of hierarchies not named
 * @param onlyControllers whose properties are dumped; empty: of all
 * @param properties changes what is dumped: a text in the form of CRIU's --cgroup-props; empty: nothing
 * @param yard directory below which the hierarchies are mounted, by name; empty: wherever they are
 * @param frozen directory of a group that is frozen while the tree is stopped; empty: none
 */
public record GroupOptions(
        GroupMode mode,
        Map<String, String> roots,
        List<String> onlyControllers,
        String properties,
        String yard,
        String frozen) {

    /** Stands for all hierarchies that are not named. */
    public static final String EVERY = "*";

    /** Nothing chosen: as CRIU. */
    public static final GroupOptions DEFAULT = new GroupOptions(GroupMode.SOFT, Map.of(), List.of(), "", "", "");

    public GroupOptions {
        roots = Map.copyOf(roots);
        onlyControllers = List.copyOf(onlyControllers);
    }
}
