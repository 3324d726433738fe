package io.crj.engine.hold;

import io.crj.engine.DumpOptions;
import io.crj.engine.cgroup.GroupHomes;
import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.tree.TreeMembers;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a tree by the freezer of control groups: its processes live in groups of ours while they are dumped. */
final class GroupHold implements TreeHold {

    private static final Logger LOG = LoggerFactory.getLogger(GroupHold.class);

    private final int root;
    private final String id;
    private final Journal journal;
    private final Map<String, HeldGroup> groups = new LinkedHashMap<>();
    private final Map<String, Journal.Entry> notes = new LinkedHashMap<>();
    private final Set<Integer> inside = new HashSet<>();

    private GroupHold(DumpOptions options, Journal journal) {
        this.root = options.pid();
        this.id = options.lockId();
        this.journal = journal;
    }

    /** Empty when groups cannot be used where the tree is. */
    static Optional<TreeHold> enter(DumpOptions options, Journal journal) {
        group(options.pid(), options.lockId()).ifPresent(HeldGroup::requireUnused);
        GroupHold hold = new GroupHold(options, journal);
        try {
            hold.enter();
            return Optional.of(hold);
        } catch (EngineException e) {
            LOG.warn("the frozen tree is held by signals: {}", e.getMessage());
            hold.release();
            return Optional.empty();
        }
    }

    private static Optional<HeldGroup> group(int pid, String id) {
        return HeldGroup.of(pid, HeldGroup.Side.TREE, id);
    }

    /** Moving a process waits for all processors to pass by; its children are born where it is. */
    private void enter() {
        boolean more = true;
        while (more) {
            more = false;
            for (int pid : TreeMembers.alive(root)) {
                if (inside.add(pid)) {
                    enterUnlessGone(pid);
                    more = true;
                }
            }
        }
    }

    private void enterUnlessGone(int pid) {
        try {
            enter(pid);
        } catch (EngineException e) {
            if (TaskStat.ofLiving(pid).isPresent()) {
                throw e;
            }
        }
    }

    private void enter(int pid) {
        HeldGroup group =
                group(pid, id).orElseThrow(() -> new EngineException("pid " + pid + " is in no control group we see"));
        if (!notes.containsKey(group.toString())) {
            notes.put(group.toString(), journal.note(group.note(KIND)));
            group.create();
            groups.put(group.toString(), group);
        }
        group.add(pid);
    }

    @Override
    public void hold(List<? extends HeldProcess> processes) {
        Set<Integer> late = new HashSet<>();
        processes.forEach(process -> late.add(OwnPids.process(process.pid())));
        for (HeldGroup group : groups.values()) {
            for (int pid : group.members()) {
                // Whoever was made by one of them but is not of their tree any more is given back.
                if (!late.remove(pid)) {
                    group.giveBack(pid);
                }
            }
        }
        late.forEach(this::enter);
        groups.values().forEach(HeldGroup::freeze);
    }

    @Override
    public void release() {
        groups.values().forEach(HeldGroup::thaw);
        groups.values().forEach(group -> group.dissolve(GroupHomes.NONE));
        gone();
    }

    @Override
    public void reaped() {
        groups.values().forEach(group -> group.dissolve(GroupHomes.NONE));
        gone();
    }

    private void gone() {
        notes.values().forEach(Journal.Entry::gone);
        notes.clear();
        groups.clear();
        inside.clear();
    }
}
