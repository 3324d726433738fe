package io.crj.engine.resource.tty;

import io.crj.engine.linux.abi.Termbits;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.TerminalCalls;
import java.util.Optional;

/**
 * A pair whose queues are read while its tree stands still, and filled again if the tree goes on here after all.
 *
 * <p>What is read is in a spool at once: whoever dies in between leaves it to {@link #recover()}.
 */
final class FrozenPty {

    private final Fd master;
    private final Optional<Fd> slave;
    private final Settings settings;
    private final QueueSpool spool;

    /** How the terminal was set up before anybody changed it for a moment; ioctl_tty(2). */
    record Settings(byte[] modes, byte[] lockedModes, boolean packetMode) {

        static Settings of(Fd master) {
            return new Settings(
                    TerminalCalls.modes(master),
                    TerminalCalls.lockedModes(master),
                    TerminalCalls.number(master, TtyIoctls.TIOCGPKT) != 0);
        }
    }

    FrozenPty(Fd master, Optional<Fd> slave, Settings settings, QueueSpool spool) {
        this.master = master;
        this.slave = slave;
        this.settings = settings;
        this.spool = spool;
    }

    /** Empties both queues; the modes stay what they are. */
    void take() {
        unrestricted(() -> {
            PtyQueues.takeFromMaster(master, spool);
            slave.ifPresent(fd -> PtyQueues.takeFromSlave(fd, settings.modes(), spool));
        });
        spool.is(QueueSpool.State.TAKEN);
    }

    /** What waits for the master's reader. */
    PtyQueues.Waiting output() {
        return spool.waiting(QueueSpool.Side.OUTPUT, settings.modes());
    }

    /** What waits for the slave's readers; without a slave nobody can ask. */
    PtyQueues.Waiting input() {
        return spool.waiting(QueueSpool.Side.INPUT, settings.modes());
    }

    /** Fills both queues again, unless that was done. */
    void putBack() {
        if (spool.state() == QueueSpool.State.DONE) {
            return;
        }
        spool.is(QueueSpool.State.REFILLING);
        unrestricted(() -> PtyQueues.fill(master, slave, settings.modes(), output(), input()));
        spool.is(QueueSpool.State.DONE);
    }

    /** The same, whatever was being done when somebody else died. */
    void recover() {
        if (spool.state() == QueueSpool.State.TAKING) {
            spool.finish(QueueSpool.Side.OUTPUT);
            spool.finish(QueueSpool.Side.INPUT);
            take();
        } else if (spool.state() == QueueSpool.State.REFILLING) {
            // In the queues there is a part of what the spool still has as a whole.
            unrestricted(() -> PtyQueues.drain(master, slave, settings.modes()));
        }
        putBack();
    }

    private void unrestricted(Runnable action) {
        TerminalCalls.setNumber(master, TtyIoctls.TIOCPKT, 0);
        TerminalCalls.setLockedModes(master, new byte[Termbits.TERMIOS_SIZE]);
        try {
            action.run();
        } finally {
            TerminalCalls.setModes(master, settings.modes());
            TerminalCalls.setLockedModes(master, settings.lockedModes());
            TerminalCalls.setNumber(master, TtyIoctls.TIOCPKT, settings.packetMode() ? 1 : 0);
        }
    }
}
