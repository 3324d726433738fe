package io.crj.engine.resource.tty;

import com.google.protobuf.ByteString;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.TtyDataEntry;
import io.crj.engine.image.proto.TtyInfoEntry;
import io.crj.engine.image.proto.TtyType;
import io.crj.engine.journal.Spool;
import io.crj.engine.linux.abi.Poll;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.TerminalCalls;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.NotedDescriptor;
import io.crj.engine.resource.OpenFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The terminals of one dump. */
final class TtyDump implements AutoCloseable {

    private static final String DELETED = " (deleted)";
    /** Numbers of files that stand for a name only; far above those of open files. */
    private static final int FIRST_PATH_ID = 1 << 30;

    private final DumpContext context;
    private final TtyIds ids = new TtyIds();
    private final Map<Integer, Optional<OpenFile>> masters = new HashMap<>();
    private final Map<Integer, Optional<OpenFile>> slaves = new HashMap<>();
    private final Set<Integer> written = new HashSet<>();
    private final Set<Integer> emptied = new HashSet<>();
    private final List<Path> spools = new ArrayList<>();

    private TtyDump(DumpContext context) {
        this.context = context;
    }

    static TtyDump of(DumpContext context) {
        return context.shared(TtyDump.class, () -> new TtyDump(context));
    }

    /** Writes what is to be known about the terminal, once; its number in the image. */
    int terminal(OpenFile file) {
        FdProbe probe = file.probe();
        Fd local = context.local(probe);
        TerminalId id = TerminalId.of(probe, local);
        int session = session(file, local, id);
        int infoId = ids.of(id, session);
        if (written.add(infoId)) {
            context.image().add(ImageKind.TTY_INFO, 0, TtyInfo.entry(infoId, file, local, id, context));
        }
        if (id.type() == TtyType.PTY && id.kind() != TerminalId.Kind.HUNG_UP && emptied.add(id.index())) {
            queues(id.index());
        }
        return infoId;
    }

    private int session(OpenFile file, Fd local, TerminalId id) {
        return id.kind() == TerminalId.Kind.CURRENT ? TtyInfo.session(file, local, id) : 0;
    }

    /** The name it was opened under, as an entry of its own; CRIU opens it so. */
    static int path(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        int id = FIRST_PATH_ID + file.id();
        String name = probe.link().endsWith(DELETED)
                ? probe.link().substring(0, probe.link().length() - DELETED.length())
                : probe.link();
        RegFileEntry path = RegFileEntry.newBuilder()
                .setId(id)
                .setFlags(Descriptions.flags(probe))
                .setPos(0)
                .setFown(FownEntry.newBuilder()
                        .setUid(0)
                        .setEuid(0)
                        .setSignum(0)
                        .setPidType(0)
                        .setPid(0))
                .setName(name)
                .setMode(probe.stat().mode())
                .build();
        FileEntry entry = FileEntry.newBuilder()
                .setType(FdType.REG)
                .setId(id)
                .setReg(path)
                .build();
        context.image().add(ImageKind.FILES, 0, entry);
        return id;
    }

    private void queues(int index) {
        for (OpenFile file : context.openFiles()) {
            FdProbe probe = file.probe();
            if (TerminalId.isTerminal(probe)) {
                TerminalId id = TerminalId.of(probe, context.local(probe));
                if (id.kind() == TerminalId.Kind.MASTER) {
                    masters.putIfAbsent(id.index(), Optional.of(file));
                } else if (id.kind() == TerminalId.Kind.SLAVE) {
                    slaves.putIfAbsent(id.index(), Optional.of(file));
                }
            }
        }
        masters.getOrDefault(index, Optional.empty())
                .ifPresent(master -> empty(index, master, slaves.getOrDefault(index, Optional.empty())));
    }

    private void empty(int index, OpenFile masterFile, Optional<OpenFile> slaveFile) {
        Fd master = context.local(masterFile.probe());
        Optional<Fd> slave = slaveFile.map(file -> context.local(file.probe()));
        FrozenPty.Settings settings = FrozenPty.Settings.of(master);
        Path file = Spool.name();
        spools.add(file);
        context.journal()
                .note(TerminalQueuesAftermath.effect(
                        noted(masterFile.probe()),
                        slaveFile.map(other -> noted(other.probe())),
                        settings,
                        file.toString()));
        FrozenPty pty = new FrozenPty(master, slave, settings, QueueSpool.create(file));
        context.onAbort(pty::putBack);
        pty.take();
        add(index << 1 | 1, pty.output());
        add(index << 1, pty.input());
    }

    private NotedDescriptor noted(FdProbe probe) {
        return NotedDescriptor.of(probe.pid(), probe.fd(), probe.stat().inode(), context);
    }

    /** What was read is in the image, or back where it was. */
    @Override
    public void close() {
        spools.forEach(file -> Spool.delete(file.toString()));
    }

    private void add(int infoId, PtyQueues.Waiting waiting) {
        if (!waiting.isEmpty()) {
            TtyDataEntry data = TtyDataEntry.newBuilder()
                    .setTtyId(infoId)
                    .setData(ByteString.copyFrom(waiting.bytes()))
                    .addAllEnds(waiting.ends())
                    .build();
            context.image().add(ImageKind.TTY_DATA, 0, data);
        }
    }

    /** Whether nobody has the slave open any more; poll(2) on the master. */
    static boolean isAbandoned(Fd master) {
        return (TerminalCalls.poll(master, Poll.POLLIN, Duration.ZERO) & Poll.POLLHUP) != 0;
    }

    static TtyInfoEntry.Builder flags(TtyInfoEntry.Builder info, Fd local, boolean master) {
        return info.setLocked(master && TerminalCalls.number(local, TtyIoctls.TIOCGPTLCK) != 0)
                .setPacketMode(master && TerminalCalls.number(local, TtyIoctls.TIOCGPKT) != 0)
                .setExclusive(TerminalCalls.number(local, TtyIoctls.TIOCGEXCL) != 0);
    }
}
