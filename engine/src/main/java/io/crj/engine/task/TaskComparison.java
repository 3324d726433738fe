package io.crj.engine.task;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.SaEntry;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.TaskStatus;

/** Compares what the kernel shows of a finished task with the image: signal actions and credentials. */
public final class TaskComparison {

    private static final long DEFAULT = 0;
    private static final long IGNORED = 1;

    private TaskComparison() {}

    /** @throws EngineException naming the first difference */
    public static void compare(int tid, CoreEntry core) {
        TaskStatus status = TaskStatus.read(tid);
        // The kernel shows no securebits; that they could be set is all there is to know.
        int securebits = core.getThreadCore().getCreds().getSecbits();
        String wanted =
                CredentialsRestore.normal(core.getThreadCore().getCreds()).toString();
        String found = CredentialsRestore.normal(CredentialsDump.dump(status, securebits))
                .toString();
        if (!found.equals(wanted)) {
            throw new EngineException("the credentials of restored thread " + tid + " differ from the image: "
                    + oneLine(found) + " instead of " + oneLine(wanted) + "; it was given up");
        }
        if (core.hasTc()) {
            compareActions(tid, core, status);
        }
    }

    private static void compareActions(int pid, CoreEntry core, TaskStatus status) {
        long caught = 0;
        long ignored = 0;
        int index = 0;
        for (int signal = 1; signal <= Signals.COUNT; signal++) {
            if (signal != Signals.SIGKILL && signal != Signals.SIGSTOP) {
                SaEntry action = core.getTc().getSigactions(index++);
                ignored |= action.getSigaction() == IGNORED ? Signals.bit(signal) : 0;
                caught |=
                        action.getSigaction() != IGNORED && action.getSigaction() != DEFAULT ? Signals.bit(signal) : 0;
            }
        }
        if (status.mask("SigCgt") != caught || status.mask("SigIgn") != ignored) {
            throw new EngineException("the signal actions of restored pid " + pid + " differ from the image: caught "
                    + status.get("SigCgt") + ", ignored " + status.get("SigIgn") + " instead of "
                    + Long.toHexString(caught) + ", " + Long.toHexString(ignored) + "; it was given up");
        }
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').trim();
    }
}
