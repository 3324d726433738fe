package io.crj.engine.tree;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.tree.kinship.Kin;

/** Compares a restored process's relations with those the image wants. */
final class FamilyComparison {

    private FamilyComparison() {}

    /**
     * @param pid the process, as we see it
     * @param parent its parent, as we see it
     * @throws EngineException naming what differs
     */
    static void compare(int pid, Kin kin, int parent) {
        TaskStatus status = TaskStatus.read(pid);
        expect(pid, "parent", TaskStat.read(pid).parent(), parent);
        if (kin.session() != Kin.OUTSIDE) {
            expect(pid, "session", OwnPids.innermost(status, "NSsid"), kin.session());
        }
        if (kin.group() != Kin.OUTSIDE) {
            expect(pid, "process group", OwnPids.innermost(status, "NSpgid"), kin.group());
        }
    }

    private static void expect(int pid, String what, int found, int wanted) {
        if (found != wanted) {
            throw new EngineException("the " + what + " of restored pid " + pid + " is " + found + " instead of "
                    + wanted + "; it was given up");
        }
    }
}
