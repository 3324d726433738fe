package io.crj.engine.hold;

import io.crj.engine.cgroup.GroupHomes;
import io.crj.engine.cgroup.GroupMoves;
import io.crj.engine.error.EngineException;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.SyscallException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** A control group of ours, below the one its processes come from and go back to. */
public final class HeldGroup {

    private static final String GROUP = "group";
    /** PROC_PID_INIT_INO of include/linux/proc_ns.h. */
    private static final String INITIAL_PID_NAMESPACE = "pid:[4026531836]";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 500_000;

    /** What is held in it. */
    enum Side {
        /** A tree that is dumped. */
        TREE("crj-tree-"),
        /** A tree that is being built. */
        VESSEL("crj-vessel-");

        private final String prefix;

        Side(String prefix) {
            this.prefix = prefix;
        }
    }

    private final ControlGroup group;

    private HeldGroup(ControlGroup group) {
        this.group = group;
    }

    /**
     * The group of ours below the one a process is in; nothing is made yet.
     *
     * @return empty when there are no control groups of version 2
     */
    static Optional<HeldGroup> of(int pid, Side side, String id) {
        String name = side.prefix + id.replaceAll("[^A-Za-z0-9_.-]", "_") + pidNamespace();
        // A process that an earlier attempt has left in a group of ours does not belong there.
        return ControlGroup.of(pid)
                .map(own -> isOurs(own.name()) ? own.parent() : own)
                .map(home -> new HeldGroup(home.child(name)));
    }

    /** Names made of pids are unique in one pid namespace only, but groups are seen by all. */
    private static String pidNamespace() {
        String link = ProcFile.link("/proc/self/ns/pid");
        return link.equals(INITIAL_PID_NAMESPACE) ? "" : "-in-" + link.replaceAll("[^0-9]", "");
    }

    /** A group's path without one of ours at its end. */
    public static String home(String path) {
        int last = path.lastIndexOf('/');
        return isOurs(path.substring(last + 1)) ? path.substring(0, Math.max(last, 1)) : path;
    }

    /** Whether a group is called like one of ours. */
    public static boolean isOurs(String name) {
        return name.startsWith(Side.TREE.prefix) || name.startsWith(Side.VESSEL.prefix);
    }

    static HeldGroup of(Map<String, String> facts) {
        return new HeldGroup(new ControlGroup(Path.of(SideEffect.fact(facts, GROUP))));
    }

    static boolean isOne(Map<String, String> facts) {
        return facts.containsKey(GROUP);
    }

    SideEffect note(String kind, String... more) {
        SideEffect effect = SideEffect.of(kind, more);
        Map<String, String> facts = new TreeMap<>(effect.facts());
        facts.put(GROUP, group.toString());
        return new SideEffect(kind, facts);
    }

    /** @throws EngineException when somebody is in it: left by an attempt that nobody has undone or completed */
    void requireUnused() {
        if (isPopulated()) {
            throw new EngineException("control group " + group + " still holds pids " + group.members()
                    + " of an earlier attempt: recover it first (crj janitor, or start the agent that made it)");
        }
    }

    /** Makes it; what is in it runs. */
    void create() {
        group.create();
        if (!group.canFreeze()) {
            group.remove();
            throw new EngineException("control group " + group + " cannot be frozen");
        }
        group.thaw();
    }

    void add(int pid) {
        group.add(pid);
    }

    List<Integer> members() {
        return group.members();
    }

    /** Moves a process where it came from. */
    void giveBack(int pid) {
        group.parent().add(pid);
    }

    private void giveBack(int pid, GroupHomes homes) {
        Path home = homes.processes().get(pid);
        if (home == null) {
            giveBack(pid);
        } else {
            GroupMoves.process(home, pid);
        }
    }

    /** Whether a process stands still in a group of ours. */
    public static boolean isFrozen(int pid) {
        return ControlGroup.of(pid)
                .filter(group -> isOurs(group.name()) && group.isFrozen())
                .isPresent();
    }

    void freeze() {
        group.freeze();
    }

    /** Lets everybody in it run, at once. */
    void thaw() {
        if (group.exists()) {
            group.thaw();
        }
    }

    boolean isPopulated() {
        return group.exists() && group.isPopulated();
    }

    /** Everybody runs, at home or else back in the group they came from, and this one is gone; no harm when it is already. */
    void dissolve(GroupHomes homes) {
        if (!group.exists()) {
            return;
        }
        group.thaw();
        await("is empty", () -> {
            List<Integer> members = group.members();
            members.forEach(pid -> giveBack(pid, homes));
            // A main thread that has ended stays listed while others of its process run, wherever they are.
            return members.isEmpty() || !group.isPopulated();
        });
        homes.threads().forEach((tid, home) -> GroupMoves.thread(home, tid));
        remove();
    }

    /** Everybody has ended without another instruction, and the group is gone; no harm when it is already. */
    void end() {
        if (!group.exists()) {
            return;
        }
        await("is empty", () -> {
            boolean alive = group.isPopulated();
            if (alive) {
                group.kill();
            }
            return !alive;
        });
        remove();
    }

    /** After its processes were ended by somebody else. */
    void remove() {
        await("can be removed", () -> {
            try {
                group.remove();
                return true;
            } catch (SyscallException e) {
                if (e.errno() != Errno.EBUSY) {
                    throw e;
                }
                return false;
            }
        });
    }

    private interface Condition {
        boolean holds();
    }

    private void await(String what, Condition condition) {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new EngineException("waited " + PATIENCE.toSeconds() + " s until control group " + group + " "
                        + what + "; in it are " + group.members());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public String toString() {
        return group.toString();
    }
}
