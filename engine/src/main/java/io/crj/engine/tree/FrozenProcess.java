package io.crj.engine.tree;

import io.crj.engine.error.EngineException;
import io.crj.engine.hold.HeldProcess;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Ptrace;
import io.crj.engine.linux.abi.Seccomp;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.task.seccomp.SeccompDump;
import io.crj.engine.trace.Tracee;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All threads of one process, stopped; only usable on the tracer thread. */
public final class FrozenProcess implements HeldProcess {

    private final int pid;
    private final List<Tracee> threads = new ArrayList<>();

    private FrozenProcess(int pid) {
        this.pid = pid;
    }

    /** Stops all threads, those that appear meanwhile as well; when that fails, all run again. */
    public static FrozenProcess freeze(int pid) {
        FrozenProcess process = new FrozenProcess(pid);
        try {
            process.stopAll();
            return process;
        } catch (RuntimeException e) {
            process.release();
            throw e;
        }
    }

    private void stopAll() {
        Set<Integer> known = new HashSet<>();
        boolean more = true;
        while (more) {
            List<Tracee> fresh = new ArrayList<>();
            for (int tid : ProcFile.numbers("/proc/" + pid + "/task")) {
                if (known.add(tid) && !hasEnded(tid)) {
                    seize(tid, fresh);
                }
            }
            fresh.forEach(Tracee::interrupt);
            fresh.forEach(Tracee::awaitStop);
            fresh.forEach(Tracee::hideStop);
            more = !fresh.isEmpty();
        }
        if (!leaderFirst()) {
            throw new EngineException("pid " + pid + " has lost its main thread just now: try again");
        }
    }

    /** Once numbers have been used up they begin anew: then other threads have lower ones than their leader. */
    private boolean leaderFirst() {
        for (int i = 0; i < threads.size(); i++) {
            if (threads.get(i).tid() == pid) {
                Collections.swap(threads, 0, i);
                return true;
            }
        }
        return false;
    }

    private static boolean hasEnded(int tid) {
        return TaskStat.ofLiving(tid).filter(stat -> stat.state() != 'Z').isEmpty();
    }

    private void seize(int tid, List<Tracee> fresh) {
        try {
            TaskStatus status = TaskStatus.read(tid);
            boolean filtered = SeccompDump.mode(status) != Seccomp.MODE_DISABLED;
            Tracee tracee = Tracee.seize(
                    tid,
                    OwnPids.innermost(status, "NSpid"),
                    Ptrace.O_TRACESYSGOOD | (filtered ? Ptrace.O_SUSPEND_SECCOMP : 0));
            threads.add(tracee);
            fresh.add(tracee);
        } catch (SyscallException e) {
            // A thread may end between being listed and being seized.
            if (e.errno() != Errno.ESRCH) {
                throw e;
            }
        }
    }

    /** The number of its leader; of another thread when the leader has ended while others run on. */
    @Override
    public int pid() {
        return pid;
    }

    /** Its pid inside of its own pid namespace. */
    public int ownPid() {
        return OwnPids.ofProcess(pid);
    }

    @Override
    public List<Tracee> threads() {
        return threads;
    }

    public Tracee leader() {
        return threads.get(0);
    }

    /** Ends all bursts of remote calls; the threads stay stopped. */
    public void park() {
        threads.forEach(Tracee::leave);
    }

    /** Lets all threads run on; goes on with the others when one of them is gone. */
    public void release() {
        RuntimeException failure = null;
        for (Tracee thread : threads) {
            try {
                thread.release();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        threads.clear();
        if (failure instanceof SyscallException gone && gone.errno() == Errno.ESRCH) {
            return;
        }
        if (failure != null) {
            throw failure;
        }
    }
}
