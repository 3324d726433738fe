package io.crj.engine.cgroup;

import io.crj.engine.error.EngineException;
import java.util.HashMap;
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

    /**
     * Nothing chosen but these.
     *
     * @param mode empty for that of CRIU
     * @param roots {@code [HIERARCHY:]/PATH} each
     * @throws EngineException when one of them makes no sense
     */
    public static GroupOptions of(String mode, List<String> roots) {
        GroupMode chosen = mode.isEmpty() ? DEFAULT.mode : GroupMode.parse(mode);
        return new GroupOptions(chosen, parseRoots(roots), List.of(), "", "", "");
    }

    /** @param roots {@code [HIERARCHY:]/PATH} each, as of --cgroup-root */
    public static Map<String, String> parseRoots(List<String> roots) {
        Map<String, String> chosen = new HashMap<>();
        for (String root : roots) {
            int colon = root.startsWith("/") ? -1 : root.indexOf(":/");
            String path = root.substring(colon + 1);
            if (!path.startsWith("/")) {
                throw new EngineException("--cgroup-root " + root + ": expected /PATH or CONTROLLER:/PATH");
            }
            chosen.put(colon < 0 ? EVERY : root.substring(0, colon), path);
        }
        return chosen;
    }

    public GroupOptions {
        roots = Map.copyOf(roots);
        onlyControllers = List.copyOf(onlyControllers);
    }
}
