package io.crj.engine.cgroup;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.SideEffect;
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

    /** A group that does not stand still for a while. */
    public record Thawed(Runnable freeze, Journal.Entry note) {

        /** No group. */
        public static final Thawed NOTHING = new Thawed(() -> {}, () -> {});

        /** The tree is back in it. */
        public void freezeAgain() {
            freeze.run();
            note.gone();
        }

        /** The tree is gone. */
        public void leave() {
            note.gone();
        }
    }

    /** @throws UnsupportedResourceException naming the first process that is frozen, and its group */
    public static void check(Collection<Integer> pids, GroupOptions options) {
        Map<String, Hierarchy> hierarchies = Hierarchy.all(options.yard());
        for (int pid : pids) {
            groups(pid).forEach((name, group) -> {
                boolean freezes = name.isEmpty() || Hierarchy.controllers(name).contains(OLD);
                boolean known =
                        freezes && hierarchies.containsKey(name) && isNamed(hierarchies.get(name), group, options);
                if (!known && freezes && hierarchies.containsKey(name)) {
                    check(pid, hierarchies.get(name).directory(group));
                }
            });
        }
    }

    private static boolean isNamed(Hierarchy hierarchy, String group, GroupOptions options) {
        Path directory = hierarchy.directory(group);
        return !options.frozen().isEmpty() && directory != null && directory.startsWith(options.frozen());
    }

    /**
     * Thaws the group that the user has named, if it is frozen.
     *
     * @param journal takes a note of it before
     * @return what can be frozen again; nothing when it was not frozen
     */
    public static Thawed thaw(GroupOptions options, Journal journal) {
        if (options.frozen().isEmpty()) {
            return Thawed.NOTHING;
        }
        Path group = Path.of(options.frozen());
        if (!Files.isDirectory(group)) {
            throw new EngineException("--freeze-cgroup " + group + ": there is no such control group");
        }
        SideEffect effect = ThawedGroupAftermath.effect(group);
        if (!ThawedGroupAftermath.isFrozen(effect.facts())) {
            return Thawed.NOTHING;
        }
        Journal.Entry note = journal.note(effect);
        ThawedGroupAftermath.thaw(effect.facts());
        return new Thawed(() -> new ThawedGroupAftermath().undo(effect.facts()), note);
    }

    /** One that has ended meanwhile is in none. */
    private static Map<String, String> groups(int pid) {
        String process = "/proc/" + pid;
        try {
            return GroupPath.of(process);
        } catch (EngineException e) {
            if (Files.exists(Path.of(process))) {
                throw e;
            }
            return Map.of();
        }
    }

    private static void check(int pid, Path group) {
        if (group != null
                && (shows(group.resolve("cgroup.events"), "frozen 1")
                        || shows(group.resolve("freezer.state"), "FROZEN")
                        || shows(group.resolve("freezer.state"), "FREEZING"))) {
            throw new UnsupportedResourceException(
                    pid,
                    "control group " + group,
                    "it is frozen, nothing in it can be looked at: thaw it first, or name it with --freeze-cgroup");
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
