package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.AF_UNIX;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_DOMAIN;

import io.crj.engine.TreeReport;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import io.crj.engine.resource.TreeDescriptors;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Unix sockets: streams, datagrams, seqpackets; unix(7). */
public final class UnixSocketKind implements ResourceKind {

    @Override
    public FdType type() {
        return FdType.UNIXSK;
    }

    @Override
    public boolean claims(FdProbe probe) {
        if (!probe.isSocket()) {
            return false;
        }
        try (Fd socket = copy(probe)) {
            return SocketCalls.getInt(socket, SOL_SOCKET, SO_DOMAIN) == AF_UNIX;
        }
    }

    private static Fd copy(FdProbe probe) {
        try (Fd process = FileCalls.pidfdOpen(probe.pid())) {
            return FileCalls.pidfdGetfd(process, probe.fd());
        }
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        look(probe, context);
    }

    /** What the socket is connected to; nothing for one that was made after the others were listed. */
    private static Peer look(FdProbe probe, CheckContext context) {
        SocketTable table = SocketTable.of(context.options().pid(), context);
        Optional<SocketRow> row = table.find(probe.stat().inode());
        if (row.isEmpty()) {
            // The frozen tree is looked at again.
            return new Peer.None();
        }
        TreeDescriptors tree = TreeDescriptors.of(context.pids(), context);
        try (Fd socket = copy(probe)) {
            PeerFinder peers = PeerFinder.of(table, context.options().tree(), tree, inode -> isOnItsWay(inode, tree));
            return new UnixSocketCheck(probe, socket, row.get(), peers).check();
        }
    }

    /** Of a running tree that can only be guessed: nobody has it open, and something is on its way. */
    private static boolean isOnItsWay(long inode, TreeDescriptors tree) {
        return tree.outside("socket:[" + inode + "]").isEmpty() && tree.anyInFlight();
    }

    /** A server that is found again by its path has to be there. */
    @Override
    public List<TreeReport.FileNeed> needs(FdProbe probe, CheckContext context) {
        if (look(probe, context) instanceof Peer.Named server && server.name().isPath()) {
            return BoundFile.need(probe, server.name()).stream().toList();
        }
        return List.of();
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        SocketTable table = SocketTable.of(context.options().pid(), context);
        SocketRow row = table.find(probe.stat().inode())
                .orElseThrow(() -> new EngineException("pid " + probe.pid() + " fd " + probe.fd()
                        + ": the kernel does not list " + probe.link() + " among its unix sockets"));
        FilesInFlight inFlight = FilesInFlight.of(context);
        PeerFinder peers = PeerFinder.of(
                table, context.options().tree(), TreeDescriptors.of(pids(context), context), inFlight::carries);
        Peer peer = new UnixSocketCheck(probe, context.local(probe), row, peers).check();
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setUsk(new UnixSocketDump(file, row, context).dump(peer))
                .build();
    }

    private static Set<Integer> pids(DumpContext context) {
        return context.shared(UnixSocketKind.class, () -> {
            Set<Integer> pids = new HashSet<>();
            context.openFiles().forEach(file -> file.descriptors().forEach(held -> pids.add(held.pid())));
            return pids;
        });
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        Descriptions.requirePart(entry, entry.hasUsk(), entry.getUsk().getId());
        RestoredSockets sockets = context.shared(RestoredSockets.class, () -> new RestoredSockets(context));
        return new RestoreResult.Done(sockets.take(entry));
    }
}
