package io.crj.engine.hold;

import io.crj.engine.cgroup.GroupHomes;
import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.proc.TaskStat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a finished vessel as it is when the process that built it ends, and lets it run at once.
 *
 * <pre>
 *   enter (a stub, whose children are born there) ─► hold ─► (detach) ─┬─► release   the whole tree runs
 *                                                                      └─► end       it is gone, silently
 * </pre>
 *
 * Without control groups, or without a journal to find it by, a vessel is held by being traced, and ends with its tracer.
 */
public final class VesselHold {

    /** The kind of its notes in the journal. */
    public static final String KIND = "vessel";

    private static final Logger LOG = LoggerFactory.getLogger(VesselHold.class);

    private final Optional<HeldGroup> group;
    private final Journal journal;
    private Journal.Entry being = () -> {};
    private Journal.Entry finished = () -> {};
    private GroupHomes homes = GroupHomes.NONE;
    private boolean entered;
    private boolean held;

    private VesselHold(Optional<HeldGroup> group, Journal journal) {
        this.group = group;
        this.journal = journal;
    }

    /** @param id names the group, e.g. the migration's id */
    public static VesselHold of(String id, Journal journal) {
        if (journal == Journal.NONE) {
            return new VesselHold(Optional.empty(), journal);
        }
        Optional<HeldGroup> group = HeldGroup.of((int) ProcessHandle.current().pid(), HeldGroup.Side.VESSEL, id);
        return new VesselHold(group, journal);
    }

    /** From now on what this process makes is in the group. */
    public void enter(int pid) {
        if (group.isEmpty()) {
            return;
        }
        group.get().requireUnused();
        being = journal.note(group.get().note(KIND));
        try {
            group.get().create();
            group.get().add(pid);
            entered = true;
        } catch (EngineException e) {
            LOG.warn("the vessel will not outlive this process: {}", e.getMessage());
            being.gone();
        }
    }

    /** Takes a process of the vessel, which had to leave for a moment, back in. */
    public void back(int pid) {
        if (entered) {
            group.orElseThrow().add(pid);
        }
    }

    /** Whether it is possible at all: {@link #enter} has succeeded. */
    public boolean isPossible() {
        return entered;
    }

    /** Whether the vessel is held by this, and by nothing else. */
    public boolean isHeld() {
        return held;
    }

    /**
     * The vessel is finished: who is let go now stays where it is.
     *
     * @param homes where its tasks go when they run
     */
    public void hold(int root, GroupHomes homes) {
        this.homes = homes;
        finished = journal.note(HeldVessel.note(group.orElseThrow(), root, TaskStat.read(root), homes));
        group.orElseThrow().freeze();
        held = true;
    }

    /** Lets everybody run, at home or else in the group of this process. */
    public void release() {
        HeldGroup group = this.group.orElseThrow();
        group.thaw();
        held = false;
        group.dissolve(homes);
        gone();
    }

    /** Ends everybody who is left. */
    public void end() {
        if (entered) {
            group.orElseThrow().end();
            held = false;
            gone();
        }
    }

    private void gone() {
        entered = false;
        finished.gone();
        being.gone();
    }
}
