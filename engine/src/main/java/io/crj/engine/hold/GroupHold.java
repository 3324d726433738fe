package io.crj.engine.hold;

import io.crj.engine.DumpOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Journal;
import io.crj.engine.tree.TreeMembers;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds a tree by the freezer of control groups: its processes live in groups of ours while they are dumped. */
final class GroupHold implements TreeHold {

    private final int root;
    private final String id;
    private final Journal journal;
    private final Map<String, HeldGroup> groups = new LinkedHashMap<>();
    private final Map<String, Journal.Entry> notes = new LinkedHashMap<>();
    private final Set<Integer> inside = new HashSet<>();

    GroupHold(DumpOptions options, Journal journal) {
        this.root = options.pid();
        this.id = options.lockId();
        this.journal = journal;
    }

    /** Whether groups can be made where the tree is; leaves nothing. */
    static boolean isPossible(int root, Journal journal) {
        return HeldGroup.of(
                        root,
                        HeldGroup.Side.TREE,
                        "probe-" + ProcessHandle.current().pid())
                .map(group -> works(group, journal))
                .orElse(false);
    }

    private static boolean works(HeldGroup group, Journal journal) {
        Journal.Entry note = journal.note(group.note(KIND));
        try {
            group.create();
            group.remove();
            return true;
        } catch (EngineException e) {
            return false;
        } finally {
            note.gone();
        }
    }

    /** Moving a process waits for all processors to pass by; its children are born where it is. */
    @Override
    public void enter() {
        boolean more = true;
        while (more) {
            more = false;
            for (int pid : TreeMembers.alive(root)) {
                more |= inside.add(pid) && enter(pid);
            }
        }
    }

    private boolean enter(int pid) {
        HeldGroup group = HeldGroup.of(pid, HeldGroup.Side.TREE, id)
                .orElseThrow(() -> new EngineException("pid " + pid + " is in no control group that we see"));
        if (!notes.containsKey(group.toString())) {
            group.requireUnused();
            notes.put(group.toString(), journal.note(group.note(KIND)));
            group.create();
            groups.put(group.toString(), group);
        }
        group.add(pid);
        return true;
    }

    @Override
    public void hold(List<? extends HeldProcess> processes) {
        Set<Integer> pids = new HashSet<>();
        processes.forEach(process -> pids.add(process.pid()));
        for (int pid : pids) {
            if (groups.values().stream().noneMatch(group -> group.has(pid))) {
                enter(pid);
            }
        }
        for (HeldGroup group : groups.values()) {
            group.keepOnly(pids);
            group.freeze();
        }
    }

    @Override
    public void release() {
        groups.values().forEach(HeldGroup::thaw);
        groups.values().forEach(HeldGroup::dissolve);
        gone();
    }

    @Override
    public void reaped() {
        groups.values().forEach(HeldGroup::dissolve);
        gone();
    }

    private void gone() {
        notes.values().forEach(Journal.Entry::gone);
        notes.clear();
        groups.clear();
        inside.clear();
    }
}
