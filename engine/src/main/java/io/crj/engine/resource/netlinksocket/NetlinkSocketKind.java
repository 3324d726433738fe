package io.crj.engine.resource.netlinksocket;

import static io.crj.engine.linux.abi.Socket.AF_NETLINK;
import static io.crj.engine.linux.abi.Socket.POLLIN;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_DOMAIN;

import io.crj.engine.error.UnsupportedResourceException;
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

/** Netlink sockets with their port and groups; netlink(7). What the kernel has said must have been read. */
public final class NetlinkSocketKind implements ResourceKind {

    @Override
    public FdType type() {
        return FdType.NETLINKSK;
    }

    @Override
    public boolean claims(FdProbe probe) {
        if (!probe.isSocket()) {
            return false;
        }
        try (Fd socket = copy(probe)) {
            return SocketCalls.getInt(socket, SOL_SOCKET, SO_DOMAIN) == AF_NETLINK;
        }
    }

    private static Fd copy(FdProbe probe) {
        try (Fd process = FileCalls.pidfdOpen(probe.pid())) {
            return FileCalls.pidfdGetfd(process, probe.fd());
        }
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        try (Fd socket = copy(probe)) {
            SocketOptions.check(probe, socket);
            requireRead(probe, socket);
        }
    }

    private static void requireRead(FdProbe probe, Fd socket) {
        if ((SocketCalls.poll(socket, POLLIN) & POLLIN) != 0) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "messages of the kernel wait in a netlink socket, and nobody else can send them again; try again"
                            + " when the process has read them");
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        Fd socket = context.local(file.probe());
        requireRead(file.probe(), socket);
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setNlsk(new NetlinkSocketDump(file, socket, context).dump())
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        Descriptions.requirePart(entry, entry.hasNlsk(), entry.getNlsk().getId());
        return new RestoreResult.Done(new NetlinkSocketRestore(entry.getNlsk(), context).restore());
    }
}
