package io.crj.engine.resource.tty;

import io.crj.engine.DumpOptions;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.TtyType;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.TerminalCalls;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.FdProbe;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What is known to go wrong with a terminal, found while the tree still runs. */
public final class TtyCheck {

    private static final String HELP = "; use --shell-job to restore the job on another terminal";

    private TtyCheck() {}

    /**
     * Refuses a tree whose controlling terminal comes from outside, unless it may.
     *
     * @param pids all processes of the tree
     * @throws UnsupportedResourceException naming the option that helps
     */
    public static void controllingTerminal(Set<Integer> pids, DumpOptions options) {
        PtyHolders holders = null;
        for (int pid : pids) {
            long device = Integer.toUnsignedLong(
                    TaskStat.ofLiving(pid).map(TaskStat::terminal).orElse(0));
            if (device == 0) {
                continue;
            }
            if (holders == null) {
                holders = PtyHolders.of(pids);
            }
            int index = Stat.minor(device);
            if (TerminalId.isOfTheHost(device)
                    && !options.tree().migration()
                    && name(device, pids).isPresent()) {
                continue;
            }
            if (!TerminalId.isSlave(device)) {
                throw new UnsupportedResourceException(
                        pid,
                        "controlling terminal",
                        "it is a console or a serial line, which stays with its host; start the program in tmux or script");
            }
            if (!holders.hasMaster(index) && !options.tree().shellJob()) {
                throw new UnsupportedResourceException(
                        pid, "controlling terminal /dev/pts/" + index, "its master is outside of the tree" + HELP);
            }
        }
    }

    /** A name under which one of the processes has a terminal open. */
    static Optional<String> name(long device, Collection<Integer> pids) {
        return pids.stream()
                .flatMap(pid ->
                        ProcFile.numbers("/proc/" + pid + "/fd").stream().map(fd -> "/proc/" + pid + "/fd/" + fd))
                .filter(link -> isOf(device, link))
                .map(ProcFile::link)
                .findFirst();
    }

    private static boolean isOf(long device, String link) {
        try {
            return FileCalls.stat(link).rdev() == device;
        } catch (SyscallException e) {
            // Closed while we looked.
            return false;
        }
    }

    static void openFile(FdProbe probe, CheckContext context) {
        try (Fd process = FileCalls.pidfdOpen(probe.pid());
                Fd local = FileCalls.pidfdGetfd(process, probe.fd())) {
            TerminalId id = TerminalId.of(probe, local);
            switch (id.kind()) {
                case OF_THE_HOST -> ofTheHost(probe, id, context);
                case HUNG_UP -> {
                    return;
                }
                default -> pair(probe, local, id, context);
            }
        }
    }

    /** Whatever stands under the same name is opened again: on this host the same, elsewhere another one. */
    private static void ofTheHost(FdProbe probe, TerminalId id, CheckContext context) {
        if (id.type() == TtyType.CTTY || context.options().tree().migration() && !id.isSystemConsole()) {
            throw refusal(
                    probe,
                    "a virtual console or a serial line stays with its host; start the program in tmux or script");
        }
        if (!probe.hasItsName()) {
            throw refusal(probe, "its name is gone or leads to another file; have the program close it");
        }
    }

    private static void pair(FdProbe probe, Fd local, TerminalId id, CheckContext context) {
        if (Modes.entry(TerminalCalls.modes(local)).getCLine() != 0) {
            throw refusal(probe, "it has another line discipline than that of terminals, which is not supported yet");
        }
        PtyHolders holders = context.shared(PtyHolders.class, () -> PtyHolders.of(context.pids()));
        if (id.kind() == TerminalId.Kind.CURRENT) {
            current(probe, local);
        }
        if (!holders.hasMaster(id.index())) {
            unpaired(probe, id, context);
            return;
        }
        OptionalInt outside = holders.outside(id.index());
        if (outside.isPresent()) {
            throw refusal(
                    probe,
                    "process " + outside.getAsInt() + " outside of the tree has a side of this pair open, and a pair"
                            + " cannot span hosts; end it or move both");
        }
    }

    /** Opened as /dev/tty, it can only be opened again so while it still is what that name leads to. */
    private static void current(FdProbe probe, Fd local) {
        if (TaskStat.read(probe.pid()).terminal() != TerminalCalls.number(local, TtyIoctls.TIOCGDEV)) {
            throw refusal(probe, "it is not the process's controlling terminal any more: not supported yet");
        }
    }

    private static void unpaired(FdProbe probe, TerminalId id, CheckContext context) {
        String name = "/dev/pts/" + id.index();
        if (!context.options().tree().shellJob()) {
            throw refusal(probe, "the master of " + name + " is outside of the tree" + HELP);
        }
        Set<Integer> all = context.shared(TtyCheck.class, HashSet::new);
        all.add(id.index());
        if (all.size() > 1) {
            throw refusal(
                    probe,
                    "the masters of " + all.size() + " terminals are outside of the tree, --shell-job carries one");
        }
    }

    private static UnsupportedResourceException refusal(FdProbe probe, String why) {
        return UnsupportedResourceException.fd(probe.pid(), probe.fd(), probe.link(), why);
    }
}
