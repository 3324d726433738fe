package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_IPV6;
import static io.crj.engine.linux.abi.In.IPV6_V6ONLY;
import static io.crj.engine.linux.abi.Socket.AF_INET;
import static io.crj.engine.linux.abi.Socket.AF_INET6;
import static io.crj.engine.linux.abi.Tcp.TCP_CLOSE;
import static io.crj.engine.linux.abi.Tcp.TCP_LISTEN;
import static io.crj.engine.linux.abi.Tcp.TCP_SYN_SENT;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import io.crj.engine.trace.RemoteTask;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Sockets of the IPv4 and IPv6 families: UDP, and TCP unconnected, listening and connected. */
public final class InetSocketKind implements ResourceKind, ResourceKind.Lockable {

    @Override
    public FdType type() {
        return FdType.INETSK;
    }

    @Override
    public boolean claims(FdProbe probe) {
        if (!probe.isSocket()) {
            return false;
        }
        try (Fd socket = copy(probe)) {
            return SocketType.of(socket).isInet();
        }
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        try (Fd socket = copy(probe)) {
            InetSocketCheck.check(probe, socket, context);
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        return FileEntry.newBuilder()
                .setType(FdType.INETSK)
                .setId(file.id())
                .setIsk(new InetSocketDump(file, context).dump())
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        return new RestoreResult.Done(new InetSocketRestore(entry.getIsk(), context).restore());
    }

    @Override
    public void wire(FileEntry entry, RemoteTask task, int fd, RestoreContext context) {
        PendingConnections.of(context).held(entry.getId(), task.pid(), fd, context);
    }

    @Override
    public List<Connection> connections(FdProbe probe) {
        try (Fd socket = copy(probe)) {
            SocketType type = SocketType.of(socket);
            if (!type.isTcp()) {
                return List.of();
            }
            int state = TcpInfo.read(socket).state();
            if (state == TCP_CLOSE || state == TCP_LISTEN) {
                return List.of();
            }
            InetEndpoint remote = state == TCP_SYN_SENT
                    ? SocketCalls.calledEndpoint(socket, type.family())
                    : SocketCalls.remoteEndpoint(socket, type.family());
            if (remote.port() == 0) {
                // It could be established a moment later, with nothing holding back its packets.
                throw new EngineException("pid " + probe.pid() + " fd " + probe.fd() + " (" + probe.link() + "): a TCP"
                        + " connection in state " + TcpState.name(state) + " is not supported yet; try again");
            }
            return List.of(connection(SocketCalls.localEndpoint(socket), remote));
        }
    }

    @Override
    public List<Connection> connections(FileEntry entry) {
        InetSkEntry socket = entry.getIsk();
        // CRIU locks connections that have ended, too; the segment that ends it once more must not be held back.
        boolean ended =
                isTcp(socket) && socket.getState() == TCP_CLOSE && socket.getDstPort() != 0 && !socket.hasCrjReset();
        return ended || livesOn(entry)
                ? List.of(connection(ImageEndpoints.local(socket), ImageEndpoints.remote(socket)))
                : List.of();
    }

    @Override
    public boolean livesOn(FileEntry entry) {
        return isTcp(entry.getIsk()) && TcpState.isUnderWay(entry.getIsk().getState());
    }

    private static boolean isTcp(InetSkEntry socket) {
        return new SocketType(socket.getFamily(), socket.getType(), socket.getProto()).isTcp();
    }

    @Override
    public List<Listener> listeners(FdProbe probe) {
        try (Fd socket = copy(probe)) {
            SocketType type = SocketType.of(socket);
            if (!type.isTcp() || TcpInfo.read(socket).state() != TCP_LISTEN) {
                return List.of();
            }
            boolean v6only = type.family() == AF_INET6 && SocketCalls.getInt(socket, IPPROTO_IPV6, IPV6_V6ONLY) != 0;
            return listeners(SocketCalls.localEndpoint(socket), v6only);
        }
    }

    @Override
    public int waiting(FdProbe probe) {
        try (Fd socket = copy(probe)) {
            if (!SocketType.of(socket).isTcp()) {
                return 0;
            }
            TcpInfo info = TcpInfo.read(socket);
            return info.state() == TCP_LISTEN ? info.acceptQueue() : 0;
        }
    }

    @Override
    public List<Listener> listeners(FileEntry entry) {
        InetSkEntry socket = entry.getIsk();
        if (!isTcp(socket) || socket.getState() != TCP_LISTEN) {
            return List.of();
        }
        return listeners(ImageEndpoints.local(socket), socket.getV6Only());
    }

    private static List<Listener> listeners(InetEndpoint local, boolean v6only) {
        Listener listener = new Listener(local.address(), local.port());
        boolean dual = local.family() == AF_INET6 && local.isWildcard() && !v6only;
        return dual
                ? List.of(listener, new Listener(InetEndpoint.any(AF_INET).address(), local.port()))
                : List.of(listener);
    }

    @Override
    public Optional<InetAddress> localAddress(FdProbe probe) {
        try (Fd socket = copy(probe)) {
            InetEndpoint local = SocketCalls.localEndpoint(socket);
            return local.port() == 0 ? Optional.empty() : Optional.of(local.address());
        }
    }

    private static Connection connection(InetEndpoint local, InetEndpoint remote) {
        return new Connection(local.address(), local.port(), remote.address(), remote.port());
    }

    /** The probed socket, in this process. */
    static Fd copy(FdProbe probe) {
        try (Fd process = FileCalls.pidfdOpen(probe.pid())) {
            return FileCalls.pidfdGetfd(process, probe.fd());
        }
    }
}
