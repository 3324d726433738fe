package io.crj.engine.cli;

import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.TerminalCalls;

/**
 * Stands between a shell and the job restored on its terminal: the shell knows this command, the terminal the job's group.
 */
final class JobControl {

    private static final int STDIN = 0;

    private JobControl() {}

    /** Whether the shell that waits for this command can be told that the job was stopped. */
    static boolean concerns(int root) {
        TaskStat own = TaskStat.read(self());
        return own.terminal() != 0 && TaskStat.read(root).session() == own.session() && own.session() != self();
    }

    /** The job was stopped, as by ctrl-Z: so is this command, until the shell continues both. */
    static void suspend(int root) {
        Fd terminal = Fd.own(STDIN);
        int group = TaskStat.read(root).group();
        int own = TaskStat.read(self()).group();
        setForeground(terminal, own);
        ProcessCalls.stopSelf();
        if (group != own && TaskStat.read(self()).foregroundGroup() == own) {
            setForeground(terminal, group);
        }
        ProcessCalls.kill(-group, Signals.SIGCONT);
    }

    private static void setForeground(Fd terminal, int group) {
        TerminalCalls.inBackground(() -> TerminalCalls.setNumber(terminal, TtyIoctls.TIOCSPGRP, group));
    }

    private static int self() {
        return (int) ProcessHandle.current().pid();
    }
}
