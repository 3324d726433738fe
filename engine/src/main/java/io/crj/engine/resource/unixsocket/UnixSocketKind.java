package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.AF_UNIX;
import static io.crj.engine.linux.abi.Socket.SOCK_STREAM;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_DOMAIN;
import static io.crj.engine.linux.abi.Socket.SO_RCVBUF;
import static io.crj.engine.linux.abi.Socket.SO_SNDBUF;
import static io.crj.engine.linux.abi.Socket.SO_TYPE;

import com.google.protobuf.ByteString;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.SkOptsEntry;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.linux.abi.Sockios;
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

/**
 * Unix sockets; unix(7). Carried today: the end of a stream pair whose other end is closed, which every JVM that has
 * closed a connection keeps, to put it in place of descriptors it is about to close.
 */
public final class UnixSocketKind implements ResourceKind {

    private static final int POLLIN = 0x1;
    private static final int POLLHUP = 0x10;
    /** State of a connected socket in images; include/net/tcp_states.h. */
    private static final int ESTABLISHED = 1;

    @Override
    public FdType type() {
        return FdType.UNIXSK;
    }

    @Override
    public boolean claims(FdProbe probe) {
        if (!probe.stat().isSocket()) {
            return false;
        }
        try (Fd socket = copy(probe)) {
            return SocketCalls.getInt(socket, SOL_SOCKET, SO_DOMAIN) == AF_UNIX;
        }
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        try (Fd socket = copy(probe)) {
            requireAbandoned(probe, socket);
        }
    }

    private static void requireAbandoned(FdProbe probe, Fd socket) {
        boolean stream = SocketCalls.getInt(socket, SOL_SOCKET, SO_TYPE) == SOCK_STREAM;
        boolean hungUp = (SocketCalls.poll(socket, POLLIN) & POLLHUP) != 0;
        boolean empty = stream && SocketCalls.ioctlInt(socket, Sockios.SIOCINQ) == 0;
        // A socket that was never connected hangs up as well, but has no peer.
        boolean pairEnd = SocketCalls.hasPeer(socket) && !SocketCalls.hasName(socket);
        if (!stream || !hungUp || !empty || !pairEnd) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "a unix socket that is in use is not supported yet; close it before the migration");
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        Fd socket = context.local(file.probe());
        requireAbandoned(file.probe(), socket);
        UnixSkEntry entry = UnixSkEntry.newBuilder()
                .setId(file.id())
                .setIno((int) file.probe().stat().inode())
                .setType(SOCK_STREAM)
                .setState(ESTABLISHED)
                .setFlags(Descriptions.flags(file.probe()))
                .setUflags(0)
                .setBacklog(0)
                .setPeer(0)
                .setFown(context.owner(file.probe()))
                .setOpts(options(socket))
                .setName(ByteString.EMPTY)
                .build();
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setUsk(entry)
                .build();
    }

    /** Nothing can be sent or received any more: of the options only the buffers' sizes can still be seen. */
    private static SkOptsEntry options(Fd socket) {
        return SkOptsEntry.newBuilder()
                .setSoSndbuf(SocketCalls.getInt(socket, SOL_SOCKET, SO_SNDBUF))
                .setSoRcvbuf(SocketCalls.getInt(socket, SOL_SOCKET, SO_RCVBUF))
                .setSoSndTmoSec(0)
                .setSoSndTmoUsec(0)
                .setSoRcvTmoSec(0)
                .setSoRcvTmoUsec(0)
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        UnixSkEntry socket = entry.getUsk();
        Descriptions.requirePart(entry, entry.hasUsk(), socket.getId());
        boolean abandoned = socket.getType() == SOCK_STREAM
                && socket.getState() == ESTABLISHED
                && socket.getPeer() == 0
                && socket.getName().isEmpty();
        if (!abandoned) {
            throw Descriptions.corrupt(entry, "is a unix socket in use, which is not supported yet");
        }
        Fd fd = SocketCalls.abandonedPairEnd(AF_UNIX, SOCK_STREAM);
        return Descriptions.done(fd, () -> {
            // setsockopt(2) doubles what it is given.
            SocketCalls.setInt(fd, SOL_SOCKET, SO_SNDBUF, socket.getOpts().getSoSndbuf() / 2);
            SocketCalls.setInt(fd, SOL_SOCKET, SO_RCVBUF, socket.getOpts().getSoRcvbuf() / 2);
            Descriptions.restore(fd, socket.getFlags(), socket.getFown(), context);
        });
    }

    private static Fd copy(FdProbe probe) {
        try (Fd process = FileCalls.pidfdOpen(probe.pid())) {
            return FileCalls.pidfdGetfd(process, probe.fd());
        }
    }
}
