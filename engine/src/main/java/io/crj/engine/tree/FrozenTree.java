package io.crj.engine.tree;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Kcmp;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.PtraceCalls;
import io.crj.engine.trace.Tracee;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All processes of a tree, stopped; only usable on the tracer thread. */
public final class FrozenTree {

    private final Map<Integer, FrozenProcess> processes = new LinkedHashMap<>();
    private final Set<Integer> dead = new LinkedHashSet<>();

    private FrozenTree() {}

    /** Stops {@code root} and all its descendants; when that fails, all run again. */
    public static FrozenTree freeze(int root) {
        FrozenTree tree = new FrozenTree();
        try {
            tree.processes.put(root, FrozenProcess.freeze(root));
            tree.freezeDescendants();
            tree.checkMemory();
            return tree;
        } catch (RuntimeException e) {
            tree.release();
            throw e;
        }
    }

    /** Parents first: a stopped one makes no more children. A subreaper may still inherit some, hence until no more come. */
    private void freezeDescendants() {
        boolean more = true;
        while (more) {
            more = false;
            for (FrozenProcess process : List.copyOf(processes.values())) {
                for (int child : TreeMembers.children(process.pid())) {
                    if (!processes.containsKey(child) && !dead.contains(child)) {
                        more |= freezeChild(child);
                    }
                }
            }
        }
    }

    private boolean freezeChild(int child) {
        if (TreeMembers.isDead(child)) {
            TreeMembers.awaitEnd(child);
            return TreeMembers.exists(child) && dead.add(child);
        }
        try {
            processes.put(child, FrozenProcess.freeze(child));
            return true;
        } catch (RuntimeException e) {
            // It may have ended meanwhile; a dead one is still part of the tree.
            if (TreeMembers.exists(child) && !TreeMembers.isDead(child)) {
                throw e;
            }
            return true;
        }
    }

    /** A parent in vfork(2) stops only after its child has a program of its own: who shares memory here means to. */
    private void checkMemory() {
        Set<Integer> spaces = new TreeSet<>((a, b) -> a.equals(b) ? 0 : ProcessCalls.compare(a, b, Kcmp.KCMP_VM));
        for (int pid : processes.keySet()) {
            if (!spaces.add(pid)) {
                throw new UnsupportedResourceException(
                        pid,
                        "memory",
                        "it is another process's as well (CLONE_VM of clone(2)), which is not supported; use threads instead");
            }
        }
    }

    /** Parents before children, the root first. */
    public List<FrozenProcess> processes() {
        return List.copyOf(processes.values());
    }

    /** Children that ended and whose parents have not taken note yet. */
    public Set<Integer> dead() {
        return dead;
    }

    /** Pids of all of them, the dead included. */
    public Set<Integer> pids() {
        Set<Integer> pids = new LinkedHashSet<>(processes.keySet());
        pids.addAll(dead);
        return pids;
    }

    /** Ends all bursts of remote calls; everything stays stopped. */
    public void park() {
        processes.values().forEach(FrozenProcess::park);
    }

    /** Lets everything run on; goes on with the others when one of them fails. */
    public void release() {
        RuntimeException failure = null;
        for (FrozenProcess process : processes.values()) {
            try {
                process.release();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        processes.clear();
        if (failure != null) {
            throw failure;
        }
    }

    /** Ends everything without a further instruction being executed. */
    public void kill() {
        processes.keySet().forEach(pid -> ProcessCalls.kill(pid, Signals.SIGKILL));
        // Children first: the first process of a pid namespace ends only after all others.
        List<FrozenProcess> all = processes();
        for (int i = all.size() - 1; i >= 0; i--) {
            awaitEnd(all.get(i));
        }
        processes.clear();
    }

    private static void awaitEnd(FrozenProcess process) {
        List<Tracee> threads = process.threads();
        // The leader last: its end is only told after that of the others.
        for (int i = threads.size() - 1; i >= 0; i--) {
            PtraceCalls.await(threads.get(i).tid());
        }
    }
}
