package io.crj.engine.resource.tty;

import io.crj.engine.RestoreOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.TtyInfoEntry;
import io.crj.engine.image.proto.TtyPtyEntry;
import io.crj.engine.image.proto.TtyType;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.TreeRoot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * The terminals of a tree from its first process on: a controlling terminal is only inherited, so a session's leader has
 * to have it before there is anybody else in the session; drivers/tty/tty_jobctrl.c.
 */
public final class SessionTerminals implements AutoCloseable {

    private static final int PTMX_DEVICE = 5 << 8 | 2;
    private static final int OF_THE_HOST = 1 << 27;
    private static final String PTMX = "/dev/ptmx";
    /** Where trees with terminals of their own may have the device. */
    private static final String OTHER_PTMX = "/dev/pts/ptmx";

    private final RestoreOptions options;
    private final Map<Integer, RestoredPty> pairs = new HashMap<>();
    private Optional<TreeRoot> root = Optional.empty();
    private final List<Fd> kept = new ArrayList<>();
    private OwnTerminals own;
    private ShellTerminal shell;

    public SessionTerminals(RestoreOptions options) {
        this.options = options;
    }

    /**
     * A terminal to be taken by a session's leader.
     *
     * @param slave an open file of it, the caller's
     * @param steal whether the session that has it now has to give it up
     */
    public record Controlling(Fd slave, boolean steal) {}

    /** Writes which terminals control the sessions of a tree that still runs: all that the leaders need to be born. */
    public static void describe(Collection<Integer> pids, IntUnaryOperator ownPids, ImageBuilder image) {
        PtyHolders holders = null;
        for (int pid : pids) {
            TaskStat stat = TaskStat.read(pid);
            long device = Integer.toUnsignedLong(stat.terminal());
            if (stat.session() == pid && TerminalId.isOfTheHost(device)) {
                TtyInfoEntry info = unopened(OF_THE_HOST | Stat.minor(device), device, ownPids.applyAsInt(pid))
                        .setType(TtyType.VT)
                        .setOpenedAs(TtyCheck.name(device, pids).orElse(""))
                        .build();
                image.add(ImageKind.TTY_INFO, 0, info);
            } else if (stat.session() == pid && TerminalId.isSlave(device)) {
                holders = holders == null ? PtyHolders.of(Set.copyOf(pids)) : holders;
                int index = Stat.minor(device);
                boolean paired = holders.hasMaster(index);
                TtyInfoEntry info = unopened(
                                paired ? index << 1 | 1 : index << 1,
                                paired ? PTMX_DEVICE : device,
                                ownPids.applyAsInt(pid))
                        .setType(TtyType.PTY)
                        .setOwnDevpts(OwnTerminals.areOf(pid))
                        .setPty(TtyPtyEntry.newBuilder().setIndex(index))
                        .build();
                image.add(ImageKind.TTY_INFO, 0, info);
            }
        }
    }

    private static TtyInfoEntry.Builder unopened(int id, long device, int session) {
        return TtyInfoEntry.newBuilder()
                .setId(id)
                .setLocked(false)
                .setExclusive(false)
                .setPacketMode(false)
                .setSid(session)
                .setPgrp(0)
                .setRdev((int) device);
    }

    /** The terminal that controls the session in the image, if one does. */
    public Optional<Controlling> of(int session, ImageSet image) {
        List<TtyInfoEntry> infos = image.messages(TtyInfoEntry.class, ImageKind.TTY_INFO, 0).stream()
                .filter(info -> info.getType() != TtyType.CTTY && info.getSid() == session)
                .toList();
        if (infos.isEmpty()) {
            return Optional.empty();
        }
        TtyImage terminals = new TtyImage(image);
        if (infos.get(0).getType() != TtyType.PTY) {
            String name = terminals
                    .path(infos.get(0))
                    .map(RegFileEntry::getName)
                    .orElse(infos.get(0).getOpenedAs());
            return Optional.of(new Controlling(ofTheHost(infos.get(0), name), false));
        }
        int index = infos.get(0).getPty().getIndex();
        Optional<TtyInfoEntry> master = terminals.master(index);
        if (master.isPresent()) {
            return Optional.of(new Controlling(pair(master.get(), terminals).peer(), false));
        }
        if (!options.tree().shellJob()) {
            return Optional.empty();
        }
        return Optional.of(new Controlling(shell().open(Fcntl.O_RDWR), true));
    }

    /** By its name; what else stands there is left alone. */
    private Fd ofTheHost(TtyInfoEntry info, String path) {
        long device = Integer.toUnsignedLong(info.getRdev());
        try (Fd place = open(path, Fcntl.O_PATH | Fcntl.O_CLOEXEC)) {
            if (!TerminalId.isOfTheHost(device) || FileCalls.stat(place).rdev() != device) {
                throw new EngineException(path + " is not the terminal that controls session " + info.getSid()
                        + " in the image; have it made with mknod");
            }
            Fd terminal = FileCalls.reopen(place, Fcntl.O_RDONLY | Fcntl.O_NOCTTY | Fcntl.O_NONBLOCK);
            // It would leave its session if nobody had it open any more.
            kept.add(FileCalls.duplicate(terminal));
            return terminal;
        }
    }

    /** The pair of a master in the image. */
    RestoredPty pair(TtyInfoEntry master, TtyImage image) {
        return pairs.computeIfAbsent(
                master.getPty().getIndex(),
                index -> new RestoredPty(
                        index,
                        flags -> root.isEmpty() && master.getOwnDevpts()
                                ? own().open(flags)
                                : open(
                                        image.path(master)
                                                .map(RegFileEntry::getName)
                                                .filter(OTHER_PTMX::equals)
                                                .orElse(PTMX),
                                        flags)));
    }

    private OwnTerminals own() {
        if (own == null) {
            own = new OwnTerminals();
        }
        return own;
    }

    /** A detached mount of the devpts that the tree's first terminals are in, when they are not in the one here; the caller's. */
    public Optional<Fd> devpts() {
        return Optional.ofNullable(own).map(OwnTerminals::mount);
    }

    /** From now on pairs are made where the tree has its terminals. */
    public void use(TreeRoot paths) {
        root = Optional.of(paths);
    }

    /** One that makes pairs. */
    Fd open(int flags) {
        return open(PTMX, flags);
    }

    private Fd open(String path, int flags) {
        return root.isPresent() ? root.get().open(path, flags) : FileCalls.open(path, flags, 0);
    }

    /** Whether a job whose terminal stayed behind gets a new one. */
    public boolean needNew() {
        return options.tree().shellJob() && options.terminal() == RestoreOptions.NEW_TERMINAL;
    }

    /** Uses this one for a job whose terminal stayed behind, instead of the one that the options name. */
    public void use(Fd slave) {
        shell = ShellTerminal.on(slave);
    }

    ShellTerminal shell() {
        if (shell == null) {
            shell = ShellTerminal.inherited(options.terminal());
        }
        return shell;
    }

    @Override
    public void close() {
        pairs.values().forEach(RestoredPty::close);
        kept.forEach(Fd::close);
        kept.clear();
        if (own != null) {
            own.close();
        }
        if (shell != null) {
            shell.close();
        }
    }
}
