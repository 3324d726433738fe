package io.crj.engine.resource.tty;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.TerminalCalls;
import io.crj.engine.resource.FdProbe;

/**
 * Which terminal an open file is.
 *
 * @param index number of the pair, as in {@code /dev/pts/INDEX}
 */
record TerminalId(Kind kind, int index) {

    /** Ways to have a terminal open. */
    enum Kind {
        MASTER,
        SLAVE,
        /** Opened as /dev/tty. */
        CURRENT,
        /** Its other side, or its session, is gone: reads end, writes fail. */
        HUNG_UP,
        /** A console or a serial line. */
        OF_THE_HOST
    }

    /** Documentation/admin-guide/devices.txt. */
    private static final int CONSOLES = 4;

    private static final int ALTERNATES = 5;
    private static final int CURRENT_MINOR = 0;
    private static final int CONSOLE_MINOR = 1;
    private static final int PTMX_MINOR = 2;
    private static final int FIRST_SLAVES = 136;
    private static final int LAST_SLAVES = 143;

    /** Whether it is a terminal at all. */
    static boolean isTerminal(FdProbe probe) {
        if (!probe.stat().isCharacterDevice() || (probe.info().flags() & Fcntl.O_PATH) != 0) {
            return false;
        }
        int major = Stat.major(probe.stat().rdev());
        int minor = Stat.minor(probe.stat().rdev());
        return major == CONSOLES
                || major == ALTERNATES && minor <= PTMX_MINOR
                || isSlave(probe.stat().rdev());
    }

    /** Whether the device number is that of a slave. */
    static boolean isSlave(long device) {
        int major = Stat.major(device);
        return major >= FIRST_SLAVES && major <= LAST_SLAVES;
    }

    /** @param local a copy of it in this process */
    static TerminalId of(FdProbe probe, Fd local) {
        long device = probe.stat().rdev();
        int major = Stat.major(device);
        int minor = Stat.minor(device);
        if (major == ALTERNATES && minor == PTMX_MINOR) {
            return new TerminalId(Kind.MASTER, TerminalCalls.number(local, TtyIoctls.TIOCGPTN));
        }
        if (major == CONSOLES || major == ALTERNATES && minor == CONSOLE_MINOR) {
            return new TerminalId(Kind.OF_THE_HOST, minor);
        }
        if (!TerminalCalls.isTerminal(local)) {
            return new TerminalId(Kind.HUNG_UP, isSlave(device) ? minor : 0);
        }
        if (minor == CURRENT_MINOR && major == ALTERNATES) {
            long behind = Integer.toUnsignedLong(TerminalCalls.number(local, TtyIoctls.TIOCGDEV));
            return new TerminalId(isSlave(behind) ? Kind.CURRENT : Kind.OF_THE_HOST, Stat.minor(behind));
        }
        return new TerminalId(Kind.SLAVE, minor);
    }
}
