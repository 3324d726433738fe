package io.crj.engine.linux.proc;

import java.util.List;

/** The numbers a task has inside of its own pid namespace, which images have; pid_namespaces(7). */
public final class OwnPids {

    private OwnPids() {}

    /** Of a process or thread. */
    public static int of(int tid) {
        return innermost(TaskStatus.read(tid), "NSpid");
    }

    /** Of the process that a thread, which may be its leader, belongs to. */
    public static int ofProcess(int tid) {
        return of(process(tid));
    }

    /** The process that a thread belongs to, as we see it: its leader's number, also when that has ended. */
    public static int process(int tid) {
        return TaskStatus.read(tid).numbers("Tgid").get(0);
    }

    /** The last number of a line; the lines have one for each namespace, from ours to the task's own. */
    public static int innermost(TaskStatus status, String label) {
        List<Integer> numbers = status.numbers(label);
        return numbers.get(numbers.size() - 1);
    }
}
