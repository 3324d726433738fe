package io.crj.engine.resource.packetsocket;

import static io.crj.engine.linux.abi.Socket.AF_PACKET;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_DOMAIN;

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
import io.crj.engine.resource.SocketOptions;
import java.util.Map;

/** Packet sockets with their filters, memberships, rings and fanout groups; packet(7). Packets not read yet are lost. */
public final class PacketSocketKind implements ResourceKind {

    /** The rows of the tree's network namespace. */
    private record Rows(Map<Long, PacketRow> byInode) {}

    @Override
    public FdType type() {
        return FdType.PACKETSK;
    }

    @Override
    public boolean claims(FdProbe probe) {
        if (!probe.isSocket()) {
            return false;
        }
        try (Fd socket = copy(probe)) {
            return SocketCalls.getInt(socket, SOL_SOCKET, SO_DOMAIN) == AF_PACKET;
        }
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        try (Fd socket = copy(probe)) {
            SocketOptions.check(probe, socket);
        }
    }

    private static Fd copy(FdProbe probe) {
        try (Fd process = FileCalls.pidfdOpen(probe.pid())) {
            return FileCalls.pidfdGetfd(process, probe.fd());
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        PacketRow row = context.shared(Rows.class, () -> new Rows(PacketRow.all()))
                .byInode
                .get(probe.stat().inode());
        if (row == null) {
            throw new EngineException("pid " + probe.pid() + " fd " + probe.fd() + ": the kernel does not list "
                    + probe.link() + " among its packet sockets");
        }
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setPsk(new PacketSocketDump(file, row, context).dump())
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        Descriptions.requirePart(entry, entry.hasPsk(), entry.getPsk().getId());
        return new RestoreResult.Done(new PacketSocketRestore(entry, context).restore());
    }
}
