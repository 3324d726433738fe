package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.CHDIR;
import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.IOCTL;
import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.SETSID;

import io.crj.engine.attach.KeptTerminal;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.TerminalCalls;
import io.crj.engine.trace.Registers;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.nio.charset.StandardCharsets;

/**
 * A process that stands in for the shell and the terminal of a job whose own stayed behind: it leads the session, holds
 * the master of a new terminal, is the root's parent and ends with it. It outlives this JVM.
 *
 * <p>Whoever attaches to the terminal takes the master from it and locks one byte of the device, the one numbered like the
 * terminal; meanwhile the keeper reads nothing. Only usable on the tracer thread.
 */
final class SessionKeeper implements AutoCloseable {

    private final Vessel vessel;
    private final long hole;
    private final long stack;
    private final Fd master;
    private final Fd slave;

    private SessionKeeper(Vessel vessel, long hole, long stack, Fd master, Fd slave) {
        this.vessel = vessel;
        this.hole = hole;
        this.stack = stack;
        this.master = master;
        this.slave = slave;
    }

    /**
     * Makes one, held.
     *
     * @param stub its parent for now; when the stub ends the keeper is an orphan
     * @param hole where the stub's program lies
     */
    static SessionKeeper born(Vessel stub, long hole) {
        Vessel vessel = stub.fork(Vessel.ANY_PID, 0);
        int flags = Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
        Fd master = FileCalls.open("/dev/ptmx", flags, 0);
        TerminalCalls.setNumber(master, TtyIoctls.TIOCSPTLCK, 0);
        long stack = stub.process().leader().own().get(Registers.SP);
        SessionKeeper keeper =
                new SessionKeeper(vessel, hole, stack, master, TerminalCalls.openPeer(master, Fcntl.O_RDWR));
        keeper.settle();
        return keeper;
    }

    private void settle() {
        RemoteProcess process = vessel.process();
        vessel.closeDescriptors();
        process.resetScratch();
        process.check("prctl PR_SET_NAME", PRCTL, Prctl.PR_SET_NAME, process.push(text(KeptTerminal.KEEPER)));
        process.check("chdir to /", CHDIR, process.push(text("/")));
        process.check("setsid", SETSID);
        int fd = vessel.give(slave);
        process.check("ioctl TIOCSCTTY", IOCTL, fd, TtyIoctls.TIOCSCTTY, 0);
        process.check("close", CLOSE, fd);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    /** The process that becomes the root's parent. */
    Vessel vessel() {
        return vessel;
    }

    /** The terminal; stays the keeper's. */
    Fd slave() {
        return slave;
    }

    /** Prepares it for being on its own, until {@code root} ends; no more remote calls afterwards. */
    void finish(int root) {
        int number = TerminalCalls.number(master, TtyIoctls.TIOCGPTN);
        int masterFd = vessel.give(master);
        int rootFd;
        try (Fd pidfd = FileCalls.pidfdOpen(root)) {
            rootFd = vessel.give(pidfd);
        }
        vessel.closeLink();
        Tracee tracee = vessel.process().leader();
        Registers registers = tracee.own()
                .copy()
                .set(Registers.IP, StubProgram.keeper(hole))
                .set(Registers.SP, stack)
                .set(Registers.ORIG_AX, -1)
                .set(Registers.BX, root)
                .set(Registers.R13, masterFd)
                .set(Registers.R14, rootFd)
                .set(Registers.R15, number);
        // Signals of the terminal and of its session are not meant for it.
        tracee.become(registers, tracee.extendedState(), -1L);
    }

    /** From now on it is on its own. */
    void release() {
        vessel.process().leader().launch();
        close();
    }

    @Override
    public void close() {
        slave.close();
        master.close();
    }
}
