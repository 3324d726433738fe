package io.crj.engine.resource.tty;

import io.crj.engine.RestoreOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.TtyInfoEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.TerminalCalls;
import java.util.Arrays;

/** The terminal that a shell job is restored on, in place of the one whose master stayed behind. */
final class ShellTerminal implements AutoCloseable {

    private final Fd slave;
    private byte[] modesBefore;
    private boolean kept;

    private ShellTerminal(Fd slave) {
        this.slave = slave;
    }

    /** @param slave any open file of the terminal; it stays the caller's */
    static ShellTerminal on(Fd slave) {
        return new ShellTerminal(FileCalls.duplicate(slave));
    }

    /** @param fd descriptor of this process */
    static ShellTerminal inherited(int fd) {
        if (fd == RestoreOptions.NEW_TERMINAL) {
            throw new EngineException("a shell job needs a terminal to be restored on");
        }
        Fd own = Fd.own(FileCalls.fcntl(Fd.own(fd), Fcntl.F_DUPFD_CLOEXEC, 0));
        if (!TerminalCalls.isTerminal(own)) {
            own.close();
            throw new EngineException("--shell-job: standard input is no terminal, or was hung up");
        }
        return new ShellTerminal(own);
    }

    /** One more open file of it. */
    Fd open(int flags) {
        return FileCalls.reopen(slave, flags | Fcntl.O_NOCTTY);
    }

    /** Gives it the job's modes; a terminal without a size gets the job's, another one keeps the one its user sees. */
    void become(TtyInfoEntry job, Journal journal) {
        TerminalCalls.inBackground(() -> {
            modesBefore = TerminalCalls.modes(slave);
            journal.note(TerminalModesAftermath.effect(slave, modesBefore));
            TerminalCalls.setModes(slave, Modes.of(job.getTermios()));
            byte[] size = TerminalCalls.windowSize(slave);
            if (job.hasWinsize() && Arrays.equals(size, new byte[size.length])) {
                TerminalCalls.setWindowSize(slave, Modes.of(job.getWinsize()));
            }
        });
    }

    /** The job runs: it is its terminal now. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (modesBefore != null && !kept) {
            TerminalCalls.inBackground(() -> TerminalCalls.setModes(slave, modesBefore));
        }
        slave.close();
    }
}
