package io.crj.engine.resource.tty;

import io.crj.engine.linux.abi.Termbits;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.TerminalCalls;
import java.util.Optional;

/** A pair whose queues are read while its tree stands still, and filled again if the tree goes on here after all. */
final class FrozenPty {

    private final Fd master;
    private final Optional<Fd> slave;
    private final byte[] modes;
    private final byte[] lockedModes;
    private final boolean packetMode;
    private PtyQueues.Waiting output = PtyQueues.Waiting.NOTHING;
    private PtyQueues.Waiting input = PtyQueues.Waiting.NOTHING;

    FrozenPty(Fd master, Optional<Fd> slave) {
        this.master = master;
        this.slave = slave;
        this.modes = TerminalCalls.modes(master);
        this.lockedModes = TerminalCalls.lockedModes(master);
        this.packetMode = TerminalCalls.number(master, TtyIoctls.TIOCGPKT) != 0;
    }

    /** Empties both queues; the modes stay what they are. */
    void take() {
        unrestricted(() -> {
            output = PtyQueues.takeFromMaster(master);
            slave.ifPresent(fd -> input = PtyQueues.takeFromSlave(fd, modes));
        });
    }

    /** What waits for the master's reader. */
    PtyQueues.Waiting output() {
        return output;
    }

    /** What waits for the slave's readers; without a slave nobody can ask. */
    PtyQueues.Waiting input() {
        return input;
    }

    /** Fills both queues again. */
    void putBack() {
        unrestricted(() -> PtyQueues.fill(master, slave, modes, output, input));
        output = PtyQueues.Waiting.NOTHING;
        input = PtyQueues.Waiting.NOTHING;
    }

    private void unrestricted(Runnable action) {
        TerminalCalls.setNumber(master, TtyIoctls.TIOCPKT, 0);
        TerminalCalls.setLockedModes(master, new byte[Termbits.TERMIOS_SIZE]);
        try {
            action.run();
        } finally {
            TerminalCalls.setModes(master, modes);
            TerminalCalls.setLockedModes(master, lockedModes);
            TerminalCalls.setNumber(master, TtyIoctls.TIOCPKT, packetMode ? 1 : 0);
        }
    }
}
