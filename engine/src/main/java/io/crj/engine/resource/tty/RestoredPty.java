package io.crj.engine.resource.tty;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.TtyInfoEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.TerminalCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** A pair that is made anew, with the number it had. */
final class RestoredPty implements AutoCloseable {

    private final Fd master;
    private Fd slave;
    private boolean exclusive;

    /** @param opener opens the device that makes pairs */
    RestoredPty(int index, IntFunction<Fd> opener) {
        this.master = make(index, opener);
        TerminalCalls.setNumber(master, TtyIoctls.TIOCSPTLCK, 0);
    }

    /** Pairs get the lowest number that is free: all below the wanted one have to be taken for a moment. */
    private static Fd make(int index, IntFunction<Fd> opener) {
        List<Fd> lower = new ArrayList<>();
        try {
            while (true) {
                Fd fresh = opener.apply(Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC);
                int number = TerminalCalls.number(fresh, TtyIoctls.TIOCGPTN);
                if (number == index) {
                    return fresh;
                }
                lower.add(fresh);
                if (number > index) {
                    throw new EngineException("/dev/pts/" + index + " is taken on this host, and the tree knows its"
                            + " terminal by that name: end the session that has it, or restore elsewhere");
                }
            }
        } finally {
            lower.forEach(Fd::close);
        }
    }

    /** The open file of the master: there is only one. */
    Fd master() {
        return FileCalls.duplicate(master);
    }

    /** The slave, for who shall be controlled by it. */
    Fd peer() {
        return TerminalCalls.openPeer(master, Fcntl.O_RDWR);
    }

    /** One more open file of the slave. */
    Fd openSlave(TtyInfoEntry own, int flags, Optional<RegFileEntry> path) {
        Fd opened = TerminalCalls.openPeer(master, flags);
        if (slave == null) {
            slave = FileCalls.duplicate(opened);
            FileCalls.changeOwner(slave, own.getUid(), own.getGid());
            path.filter(RegFileEntry::hasMode)
                    .ifPresent(name -> FileCalls.changeMode(slave, name.getMode() & Stat.PERMISSIONS));
        }
        exclusive |= own.getExclusive();
        return opened;
    }

    /**
     * Everything but who it controls; all open files are there.
     *
     * @param info of the master
     */
    void finish(TtyInfoEntry info, PtyQueues.Waiting output, PtyQueues.Waiting input) {
        if (slave == null && info.getAbandoned()) {
            peer().close();
        }
        byte[] modes = info.hasTermios() ? Modes.of(info.getTermios()) : TerminalCalls.modes(master);
        PtyQueues.fill(master, Optional.ofNullable(slave), modes, output, input);
        TerminalCalls.setModes(master, modes);
        if (info.hasTermiosLocked()) {
            TerminalCalls.setLockedModes(master, Modes.of(info.getTermiosLocked()));
        }
        if (info.hasWinsize()) {
            TerminalCalls.setWindowSize(master, Modes.of(info.getWinsize()));
        }
        TerminalCalls.setNumber(master, TtyIoctls.TIOCPKT, info.getPacketMode() ? 1 : 0);
        TerminalCalls.setNumber(master, TtyIoctls.TIOCSPTLCK, info.getLocked() ? 1 : 0);
        if (info.getExclusive()) {
            TerminalCalls.ioctl(master, TtyIoctls.TIOCEXCL, 0);
        }
        if (exclusive) {
            TerminalCalls.ioctl(slave, TtyIoctls.TIOCEXCL, 0);
        }
    }

    @Override
    public void close() {
        master.close();
        if (slave != null) {
            slave.close();
        }
    }
}
