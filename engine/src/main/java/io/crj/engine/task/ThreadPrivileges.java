package io.crj.engine.task;

import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;

import io.crj.engine.image.proto.ThreadCoreEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.trace.RemoteCall;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What prctl(2) lets a thread choose about the processor's speculation, and about memory that writing back needs. */
final class ThreadPrivileges {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadPrivileges.class);

    private ThreadPrivileges() {}

    /** Calls whose results {@link #dump} takes. */
    static List<RemoteCall> questions() {
        return IntStream.range(0, Prctl.PR_SPEC_KINDS)
                .mapToObj(kind ->
                        new RemoteCall("prctl PR_GET_SPECULATION_CTRL", PRCTL, Prctl.PR_GET_SPECULATION_CTRL, kind))
                .toList();
    }

    static void dump(int tid, List<Long> answers, ThreadCoreEntry.Builder core) {
        answers.forEach(answer -> core.addCrjSpeculation(answer.intValue()));
        // To ask the thread itself would need CAP_SYS_RESOURCE.
        if ((TaskStat.read(tid).flags() & Sched.PF_IO_FLUSHER) == Sched.PF_IO_FLUSHER) {
            core.setCrjIoFlusher(true);
        }
    }

    /** While the thread may still do anything. */
    static void restore(RemoteProcess process, Tracee thread, ThreadCoreEntry core) {
        if (core.getCrjIoFlusher()) {
            process.checkOn(
                    thread,
                    "prctl PR_SET_IO_FLUSHER, which needs CAP_SYS_RESOURCE,",
                    PRCTL,
                    Prctl.PR_SET_IO_FLUSHER,
                    1);
        }
        int kinds = Math.min(core.getCrjSpeculationCount(), Prctl.PR_SPEC_KINDS);
        for (int kind = 0; kind < kinds; kind++) {
            speculation(process, thread, kind, core.getCrjSpeculation(kind));
        }
    }

    private static void speculation(RemoteProcess process, Tracee thread, int kind, int wanted) {
        int choice = wanted & ~Prctl.PR_SPEC_PRCTL;
        boolean chosen = (wanted & Prctl.PR_SPEC_PRCTL) != 0 && choice != Prctl.PR_SPEC_ENABLE;
        if (chosen && process.callOn(thread, PRCTL, Prctl.PR_GET_SPECULATION_CTRL, kind) != wanted) {
            long result = process.callOn(thread, PRCTL, Prctl.PR_SET_SPECULATION_CTRL, kind, choice);
            if (result < 0) {
                LOG.warn(
                        "thread {} had speculation of kind {} off, which this processor or kernel does not let it choose",
                        thread.tid(),
                        kind);
            }
        }
    }
}
