package io.crj.engine.resource.tty;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.TtyFileEntry;
import io.crj.engine.image.proto.TtyInfoEntry;
import io.crj.engine.image.proto.TtyType;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.TerminalCalls;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.TreeRoot;
import io.crj.engine.trace.RemoteTask;
import java.util.Optional;

/** The terminals of one restore. */
final class TtyRestore {

    private final RestoreContext context;
    private final TtyImage image;
    private final SessionTerminals terminals;
    private final Jobs jobs;

    private TtyRestore(RestoreContext context) {
        this.context = context;
        this.image = new TtyImage(context.image());
        this.terminals = context.shared(SessionTerminals.class, () -> new SessionTerminals(context.options()));
        this.terminals.use(TreeRoot.of(context));
        this.jobs = new Jobs(image, terminals, context);
        context.onComplete(this::complete);
    }

    static TtyRestore of(RestoreContext context) {
        return context.shared(TtyRestore.class, () -> new TtyRestore(context));
    }

    /** Makes one open file. */
    Fd open(FileEntry entry) {
        TtyFileEntry file = entry.getTty();
        TtyInfoEntry info = image.info(file.getTtyInfoId());
        int flags = Descriptions.openFlags(entry, file.getFlags()) & ~Fcntl.O_CLOEXEC;
        if (info.getType() == TtyType.CTTY) {
            // Only a process of its session can open it: this keeps its place until there is one.
            return FileCalls.open("/dev/null", Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0);
        }
        Fd fd = TtyImage.isOfTheHost(info) ? openOfTheHost(info, flags) : openPty(info, flags);
        try {
            Descriptions.restore(fd, file.getFlags(), file.getFown(), context);
            return fd;
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private Fd openPty(TtyInfoEntry info, int flags) {
        if (TtyImage.isMaster(info)) {
            return terminals.pair(info, image).master();
        }
        if (!info.hasTermios()) {
            return openHungUp(flags);
        }
        Optional<TtyInfoEntry> master = image.master(info.getPty().getIndex());
        if (master.isPresent()) {
            return terminals.pair(master.get(), image).openSlave(info, flags, image.path(info));
        }
        return openOutside(info, flags);
    }

    /** By its name; its settings are the host's. */
    private Fd openOfTheHost(TtyInfoEntry info, int flags) {
        RegFileEntry name = image.path(info)
                .orElseThrow(() -> TtyImage.corrupt(info.getId(), "has no name that it could be opened under"));
        TreeRoot root = TreeRoot.of(context, name.getMntId());
        FileStat found = root.stat(name.getName());
        long device = Integer.toUnsignedLong(info.getRdev());
        if (!found.isCharacterDevice() || found.rdev() != device || !TerminalId.isOfTheHost(device)) {
            throw new EngineException(name.getName() + " is not the terminal " + Stat.major(device) + ":"
                    + Stat.minor(device) + " that the image expects there; have it made with mknod");
        }
        return root.open(name.getName(), flags | Fcntl.O_NOCTTY);
    }

    private Fd openHungUp(int flags) {
        // It keeps the number it gets, which must not be one that a pair has to have.
        image.masters().forEach(master -> terminals.pair(master, image));
        try (Fd master = terminals.open(Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC)) {
            TerminalCalls.setNumber(master, TtyIoctls.TIOCSPTLCK, 0);
            return TerminalCalls.openPeer(master, flags);
        }
    }

    private Fd openOutside(TtyInfoEntry info, int flags) {
        if (!context.options().tree().shellJob()) {
            throw new EngineException("the image has a terminal, /dev/pts/"
                    + info.getPty().getIndex() + ", whose master is not part of it: use --shell-job to restore the job"
                    + " on another terminal");
        }
        return jobs.terminal(info).open(flags);
    }

    /** A task of the tree has got the open file. */
    void wired(FileEntry entry, RemoteTask task, int fd) {
        jobs.wired(entry, image.info(entry.getTty().getTtyInfoId()), task, fd);
    }

    private void complete() {
        for (TtyInfoEntry master : image.masters()) {
            int index = master.getPty().getIndex();
            terminals.pair(master, image).finish(master, image.waiting(index << 1 | 1), image.waiting(index << 1));
        }
        jobs.complete();
    }
}
