package io.crj.engine.resource.tty;

import io.crj.engine.image.proto.TtyType;
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
        /** A console or a serial line; its index tells them apart. */
        OF_THE_HOST
    }

    private static final int VIRTUAL_CONSOLES = 64;
    private static final int INDEX_OF_CONSOLE = 1 << 16;
    private static final int INDEX_OF_CURRENT = 1 << 17;

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

    /** As images call it; whoever opens that name on another host has that host's. */
    TtyType type() {
        return switch (kind) {
            case CURRENT -> TtyType.CTTY;
            case OF_THE_HOST -> typeOfTheHost();
            default -> TtyType.PTY;
        };
    }

    private TtyType typeOfTheHost() {
        if (index == INDEX_OF_CURRENT) {
            return TtyType.CTTY;
        }
        return isSystemConsole() ? TtyType.CONSOLE : index < VIRTUAL_CONSOLES ? TtyType.VT : TtyType.SERIAL;
    }

    /** Whether a device number is that of a console or a serial line. */
    static boolean isOfTheHost(long device) {
        return Stat.major(device) == CONSOLES
                || Stat.major(device) == ALTERNATES && Stat.minor(device) == CONSOLE_MINOR;
    }

    /** Whether it is /dev/console, which every host has. */
    boolean isSystemConsole() {
        return kind == Kind.OF_THE_HOST && index == INDEX_OF_CONSOLE;
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
        if (isOfTheHost(device)) {
            return new TerminalId(Kind.OF_THE_HOST, major == CONSOLES ? minor : INDEX_OF_CONSOLE);
        }
        if (!TerminalCalls.isTerminal(local)) {
            return new TerminalId(Kind.HUNG_UP, isSlave(device) ? minor : 0);
        }
        if (minor == CURRENT_MINOR && major == ALTERNATES) {
            long behind = Integer.toUnsignedLong(TerminalCalls.number(local, TtyIoctls.TIOCGDEV));
            return isSlave(behind)
                    ? new TerminalId(Kind.CURRENT, Stat.minor(behind))
                    : new TerminalId(Kind.OF_THE_HOST, INDEX_OF_CURRENT);
        }
        return new TerminalId(Kind.SLAVE, minor);
    }
}
