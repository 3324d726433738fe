package io.crj.engine.hold;

import io.crj.engine.cgroup.GroupHomes;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.proc.TaskStat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A finished vessel that may have lost the process that built it, as the journal knows it. */
public final class HeldVessel {

    private static final String ROOT = "root";
    private static final String START = "start";
    private static final String HOMES = "homes";
    private static final int START_TIME = 22;

    private final HeldGroup group;
    private final int root;
    private final long start;

    private HeldVessel(Map<String, String> facts) {
        this.group = HeldGroup.of(facts);
        this.root = (int) SideEffect.number(facts, ROOT);
        this.start = SideEffect.number(facts, START);
    }

    static SideEffect note(HeldGroup group, int root, TaskStat stat, GroupHomes homes) {
        return group.note(
                VesselHold.KIND,
                ROOT,
                Integer.toString(root),
                START,
                Long.toString(stat.get(START_TIME)),
                HOMES,
                homes.toString());
    }

    /** Where its tasks go when it is let go. */
    static GroupHomes homes(Map<String, String> facts) {
        return GroupHomes.parse(facts.getOrDefault(HOMES, ""));
    }

    /** The one among what a journal says is left; empty when none was finished. */
    public static Optional<HeldVessel> of(List<SideEffect> effects) {
        return effects.stream()
                .filter(effect ->
                        effect.kind().equals(VesselHold.KIND) && effect.facts().containsKey(ROOT))
                .findFirst()
                .map(effect -> new HeldVessel(effect.facts()));
    }

    /** The pid of its root as the host sees it. */
    public int root() {
        return root;
    }

    /** Whether it is still there: frozen, or running since it was let go. */
    public boolean isThere() {
        return TaskStat.ofLiving(root)
                .filter(stat -> stat.get(START_TIME) == start && stat.state() != 'Z')
                .isPresent();
    }

    /** Whether it is there and has not been let go. */
    public boolean isHeld() {
        return isThere() && group.isPopulated();
    }
}
