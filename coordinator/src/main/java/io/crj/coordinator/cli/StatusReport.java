package io.crj.coordinator.cli;

import io.crj.coordinator.effect.AgentWord;
import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.SideState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where one migration stands.
 *
 * @param entry what the log says
 * @param source what its agent says
 * @param target what its agent says
 */
record StatusReport(OperatorChoice.Entry entry, AgentWord source, AgentWord target) {

    /** Whether an operator should do something. */
    boolean inDoubt() {
        boolean open = !entry.migration().isEnded() && !entry.isLed();
        return open || isInDoubt(source) || isInDoubt(target);
    }

    /** A line of the log, one of each agent, and what to do. */
    List<String> lines() {
        LoggedMigration migration = entry.migration();
        List<String> lines = new ArrayList<>();
        lines.add(migration.id() + "  " + LoggedText.tree(migration));
        lines.add("  log: begun " + LoggedText.time(migration.begun().time()) + "; " + LoggedText.standing(entry));
        lines.add("  " + AgentText.words(source));
        lines.add("  " + AgentText.words(target));
        lines.add("  to do: " + advice());
        return lines;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(LoggedText.json(entry));
        json.put("inDoubt", inDoubt());
        json.put("source", AgentText.json(source));
        json.put("target", AgentText.json(target));
        json.put("advice", advice());
        return json;
    }

    /** What an operator can do, a sentence. */
    String advice() {
        String id = entry.migration().id();
        if (entry.isLed()) {
            return entry.migration().owner() + " leads it: wait, or crj-migrate cancel " + id;
        } else if (!inDoubt()) {
            return "nothing";
        }
        String silent = silent();
        if (entry.migration().decision() == Decision.COMMIT && target.state() == SideState.SILENT) {
            return "COMMIT is decided: start the target's agent, then crj-migrate recover " + id
                    + "; if that host is lost for good, see crj-migrate resolve --help, --abort --force";
        }
        return silent + "crj-migrate recover " + id + " ends it, by the decision if there is one, else with ABORT";
    }

    private String silent() {
        List<String> names = new ArrayList<>();
        for (AgentWord word : List.of(source, target)) {
            if (word.state() == SideState.SILENT) {
                names.add("the " + word.side().text() + "'s agent");
            }
        }
        return names.isEmpty() ? "" : "start " + String.join(" and ", names) + "; then ";
    }

    private static boolean isInDoubt(AgentWord word) {
        return word.reply() != null && word.reply().getInDoubt();
    }
}
