package io.crj.engine.tree;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Kcmp;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.sys.ProcessCalls;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Refuses processes that share an address space without being threads of one. Those that vfork(2) has just made are waited
 * for: they are about to execute a program.
 */
final class SharedMemoryCheck {

    private static final long PATIENCE_NANOS = 2_000_000_000L;
    private static final long PAUSE_NANOS = 5_000_000;

    private SharedMemoryCheck() {}

    /** @param pids of a running tree */
    static void check(Collection<Integer> pids) {
        Map<Integer, Integer> sharing = sharing(pids);
        long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
        while (!sharing.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
            sharing.entrySet().removeIf(pair -> !TreeMembers.sharesMemory(pair.getKey(), pair.getValue()));
        }
        sharing.forEach((pid, other) -> {
            throw isWaiting(other) || isWaiting(pid)
                    ? new UnsupportedResourceException(
                            pid,
                            "memory",
                            "it is still that of pid " + other
                                    + ", which waits in vfork(2) for it to execute a program or to end: try again then")
                    : new UnsupportedResourceException(
                            pid,
                            "memory",
                            "it is that of pid " + other
                                    + " as well (CLONE_VM of clone(2)), which is not supported; use threads instead");
        });
    }

    /** Each process with another one that has the same memory. */
    private static Map<Integer, Integer> sharing(Collection<Integer> pids) {
        Map<Integer, Integer> first =
                new TreeMap<>((a, b) -> a.equals(b) ? 0 : ProcessCalls.compare(a, b, Kcmp.KCMP_VM));
        Map<Integer, Integer> sharing = new HashMap<>();
        for (int pid : pids) {
            try {
                Integer other = first.putIfAbsent(pid, pid);
                if (other != null) {
                    sharing.put(pid, other);
                }
            } catch (EngineException e) {
                // Who ends meanwhile shares nothing any more, but cannot be compared either.
                if (pids.stream().allMatch(member -> !TreeMembers.isDead(member))) {
                    throw e;
                }
            }
        }
        return sharing;
    }

    /** Whether one of its threads cannot even be stopped, as is the case in vfork(2). */
    private static boolean isWaiting(int pid) {
        return ProcFile.numbers("/proc/" + pid + "/task").stream().anyMatch(tid -> TaskStat.ofLiving(tid)
                .filter(stat -> stat.state() == 'D')
                .isPresent());
    }
}
