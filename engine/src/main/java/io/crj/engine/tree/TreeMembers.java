package io.crj.engine.tree;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Kcmp;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.sys.ProcessCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A running process and its descendants, as /proc shows them just now; proc_pid_task(5). */
public final class TreeMembers {

    /** Being shut down; linux/sched.h. */
    private static final int PF_EXITING = 4;

    private TreeMembers() {}

    /** All processes that are alive, parents before children. */
    public static List<Integer> alive(int root) {
        List<Integer> members = new ArrayList<>(List.of(root));
        for (int i = 0; i < members.size(); i++) {
            for (int child : children(members.get(i))) {
                if (!members.contains(child) && !isDead(child)) {
                    members.add(child);
                }
            }
        }
        return members;
    }

    /**
     * As {@link #alive}, without processes that use their parent's memory, and their descendants: those are about to
     * execute a program; vfork(2).
     */
    static List<Integer> withOwnMemory(int root) {
        List<Integer> members = new ArrayList<>(List.of(root));
        for (int i = 0; i < members.size(); i++) {
            int parent = members.get(i);
            for (int child : children(parent)) {
                if (!members.contains(child) && !isDead(child) && !sharesMemory(child, parent)) {
                    members.add(child);
                }
            }
        }
        return members;
    }

    /** Whether two processes have one address space; a process that is gone has none. */
    static boolean sharesMemory(int child, int parent) {
        try {
            return ProcessCalls.compare(child, parent, Kcmp.KCMP_VM) == 0;
        } catch (EngineException e) {
            if (exists(child) && exists(parent)) {
                throw e;
            }
            return false;
        }
    }

    /**
     * The thread by which a process is known to us: its leader, or another one when the leader has ended while others run on.
     * There is nothing left of the process in such a leader, but its number is still the process's.
     */
    public static int representative(int pid) {
        if (TaskStat.ofLiving(pid).filter(stat -> stat.state() == 'Z').isEmpty()) {
            return pid;
        }
        try {
            return ProcFile.numbers("/proc/" + pid + "/task").stream()
                    .filter(tid -> TaskStat.ofLiving(tid)
                            .filter(stat -> (stat.flags() & PF_EXITING) == 0)
                            .isPresent())
                    .findFirst()
                    .orElse(pid);
        } catch (EngineException e) {
            if (exists(pid)) {
                throw e;
            }
            return pid;
        }
    }

    /** Children of {@code pid}, whichever of its threads made them; none when it is gone. */
    static List<Integer> children(int pid) {
        List<Integer> children = new ArrayList<>();
        try {
            for (int tid : ProcFile.numbers("/proc/" + pid + "/task")) {
                String line = ProcFile.text("/proc/" + pid + "/task/" + tid + "/children");
                Stream.of(line.trim().split(" "))
                        .filter(word -> !word.isEmpty())
                        .map(Integer::parseInt)
                        .map(TreeMembers::representative)
                        .forEach(children::add);
            }
        } catch (EngineException e) {
            if (exists(pid)) {
                return children(pid);
            }
        }
        return children;
    }

    /** Whether a process has ended or is about to, without memory or files any more; one that is gone has as well. */
    static boolean isDead(int pid) {
        try {
            boolean exiting = (TaskStat.read(pid).flags() & PF_EXITING) != 0;
            return exiting && ProcFile.numbers("/proc/" + pid + "/task").size() == 1;
        } catch (EngineException e) {
            return !exists(pid);
        }
    }

    /** Waits for a dead process to become one that only its parent has to take note of, or nothing at all. */
    static void awaitEnd(int pid) {
        while (exists(pid) && !isWaitedFor(pid)) {
            Thread.onSpinWait();
        }
    }

    private static boolean isWaitedFor(int pid) {
        return TaskStat.ofLiving(pid).map(stat -> stat.state() == 'Z').orElse(true);
    }

    static boolean exists(int pid) {
        return Files.exists(Path.of("/proc/" + pid));
    }
}
