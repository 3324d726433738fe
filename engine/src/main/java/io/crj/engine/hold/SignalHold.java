package io.crj.engine.hold;

import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.trace.Tracee;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds a tree by stop signals that wait for its threads: they take effect when nobody traces these any more; signal(7).
 *
 * <p>While we live they are taken back unnoticed; after our end the tree's parent may have seen it stop.
 */
final class SignalHold implements TreeHold {

    private final Journal journal;
    private final List<Tracee> waiting = new ArrayList<>();
    private Journal.Entry note = () -> {};

    SignalHold(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void hold(List<? extends HeldProcess> processes) {
        // Processes that were stopped before will be so again by themselves.
        List<? extends HeldProcess> running = processes.stream()
                .filter(process -> process.threads().get(0).groupStop() == 0)
                .toList();
        note = journal.note(StoppedProcesses.note(KIND, processes, running));
        for (HeldProcess process : running) {
            int pid = OwnPids.process(process.pid());
            for (Tracee thread : process.threads()) {
                ProcessCalls.killThread(pid, thread.tid(), Signals.SIGSTOP);
                waiting.add(thread);
            }
        }
    }

    @Override
    public void beforeRelease(List<? extends HeldProcess> processes) {
        waiting.forEach(thread -> thread.swallow(Signals.SIGSTOP));
        waiting.clear();
    }

    @Override
    public void release() {
        note.gone();
    }

    @Override
    public void reaped() {
        note.gone();
    }
}
