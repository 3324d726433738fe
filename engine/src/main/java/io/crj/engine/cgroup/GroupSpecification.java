package io.crj.engine.cgroup;

import io.crj.engine.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what CRIU's --cgroup-props says about the properties of controllers.
 *
 * <pre>
 *   "cpu":
 *     - "strategy": "replace"
 *     - "properties": ["cpu.shares", "cpu.cfs_quota_us"]
 * </pre>
 */
final class GroupSpecification {

    private static final Pattern CONTROLLER = Pattern.compile("\\s*\"([A-Za-z0-9_=.-]*)\"\\s*:\\s*");
    private static final Pattern STRATEGY = Pattern.compile("\\s*-\\s*\"strategy\"\\s*:\\s*\"(append|replace)\"\\s*");
    private static final Pattern PROPERTIES = Pattern.compile("\\s*-\\s*\"properties\"\\s*:\\s*\\[(.*)]\\s*");
    private static final Pattern NAME = Pattern.compile("\\s*\"([A-Za-z0-9_.]+)\"\\s*");

    private GroupSpecification() {}

    /** The usual properties, changed as {@code text} says. */
    static GroupProperties of(String text) {
        GroupProperties properties = new GroupProperties();
        String controller = null;
        boolean replace = false;
        for (String line : text.lines()
                .filter(l -> !l.isBlank() && !l.strip().equals("---"))
                .toList()) {
            Matcher head = CONTROLLER.matcher(line);
            Matcher strategy = STRATEGY.matcher(line);
            Matcher names = PROPERTIES.matcher(line);
            if (head.matches()) {
                controller = head.group(1);
                replace = false;
            } else if (controller != null && strategy.matches()) {
                replace = strategy.group(1).equals("replace");
            } else if (controller != null && names.matches()) {
                properties.change(controller, replace, names(names.group(1)));
            } else {
                throw wrong(line);
            }
        }
        return properties;
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        for (String word : list.isBlank() ? new String[0] : list.split(",")) {
            Matcher name = NAME.matcher(word);
            if (!name.matches()) {
                throw wrong(word);
            }
            names.add(name.group(1));
        }
        return names;
    }

    private static EngineException wrong(String line) {
        return new EngineException(
                "--cgroup-props: '" + line.strip() + "' is neither \"CONTROLLER\":, nor - \"strategy\":"
                        + " \"append\" or \"replace\", nor - \"properties\": [\"NAME\", …]");
    }
}
