package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_IPV6;
import static io.crj.engine.linux.abi.In.IPV6_V6ONLY;
import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.Tcp.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.SkShutdown;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.FurtherOptions;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.SocketOptions;

/** Makes one socket anew. */
final class InetSocketRestore {

    private static final int F_SETFL = 4;
    private static final int O_ACCMODE = 3;

    private final InetSkEntry entry;
    private final RestoreContext context;
    private final SocketType type;
    private final InetEndpoint local;
    private final InetEndpoint remote;

    InetSocketRestore(InetSkEntry entry, RestoreContext context) {
        this.entry = entry;
        this.context = context;
        this.type = new SocketType(entry.getFamily(), entry.getType(), entry.getProto());
        if (!type.isCarried()) {
            throw new EngineException(
                    "socket " + entry.getId() + " of the image: an " + type.describe() + " is not supported yet");
        }
        this.local = ImageEndpoints.local(entry);
        this.remote = ImageEndpoints.remote(entry);
    }

    /** The socket; a TCP connection is in repair mode until the tree resumes. */
    Fd restore() {
        Fd socket = open();
        try {
            restore(socket);
            return socket;
        } catch (SyscallException e) {
            socket.close();
            throw new EngineException("cannot restore " + this + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Fd open() {
        try {
            return SocketCalls.socket(type.family(), type.type() | SOCK_CLOEXEC, type.protocol());
        } catch (SyscallException e) {
            String help = type.isPing() ? "; let group 0 have such: sysctl net.ipv4.ping_group_range" : "";
            throw new EngineException("cannot make " + this + ": " + e.getMessage() + help, e);
        }
    }

    private void restore(Fd socket) {
        boolean foreign = context.options().foreignAddresses();
        // A raw socket has its protocol for a port from the beginning, and only sockets without one can be told.
        if (type.family() == AF_INET6 && !type.isRaw()) {
            SocketCalls.setInt(socket, IPPROTO_IPV6, IPV6_V6ONLY, entry.getV6Only() ? 1 : 0);
        }
        if (foreign) {
            IpOptions.allowForeignAddresses(socket, type);
        } else {
            LocalAddresses.restore(socket, type, entry);
        }
        SocketOptions.restoreEarly(socket, entry.getOpts());
        UnicastDevice.restore(socket, entry);
        FurtherOptions.restore(socket, entry.getCrjOptionsList());
        if (type.isTcp()) {
            TcpOptions.restore(socket, entry.getTcpOpts());
            Md5Keys.restore(socket, entry);
            tcp(socket);
        } else {
            udp(socket);
        }
        IpOptions.restore(socket, type, entry, foreign);
        SocketOptions.restoreLate(socket, entry.getOpts());
        context.setOwner(socket, entry.getFown());
        FileCalls.fcntl(socket, F_SETFL, entry.getFlags() & ~O_ACCMODE);
    }

    private void udp(Fd socket) {
        if (local.port() != 0) {
            SocketCalls.bind(socket, local);
        }
        if (entry.getState() == TCP_ESTABLISHED) {
            SocketCalls.connect(socket, remote);
        }
        SocketOptions.restoreReuse(socket, entry.getOpts());
        Memberships.restore(socket, entry, context);
        shutdown(socket);
        if (type.isUdp()) {
            WaitingDatagrams.restore(socket, entry, context);
        }
    }

    private void tcp(Fd socket) {
        if (TcpState.isUnderWay(entry.getState()) && context.options().tree().tcpClose()) {
            SocketOptions.restoreReuse(socket, entry.getOpts());
            shutdown(socket, SHUT_RDWR);
        } else if (TcpState.isUnderWay(entry.getState())) {
            new TcpStreamRestore(entry, local, remote, context).restore(socket);
            if (entry.getState() == TCP_ESTABLISHED) {
                shutdown(socket);
            }
        } else if (entry.getState() == TCP_LISTEN) {
            bindAnyhow(socket);
            SocketCalls.listen(socket, entry.getBacklog());
            SocketOptions.restoreReuse(socket, entry.getOpts());
        } else if (EndedConnectionRestore.isWanted(entry, context)) {
            new EndedConnectionRestore(entry, local, remote, context).restore(socket);
        } else if (entry.getState() == TCP_CLOSE) {
            bindAnyhow(socket);
            shutdown(socket);
        } else {
            throw new ImageFormatException(
                    ImageKind.FILES.fileName(0),
                    "socket " + entry.getId() + ": a TCP connection in state " + TcpState.name(entry.getState())
                            + " is not supported yet");
        }
    }

    /** Repair mode lets a port be shared with a listening socket, as it can be when that one came later. */
    private void bindAnyhow(Fd socket) {
        if (local.port() == 0) {
            SocketOptions.restoreReuse(socket, entry.getOpts());
            return;
        }
        TcpRepair.enter(socket);
        SocketCalls.bind(socket, local);
        boolean reuse = entry.getState() == TCP_LISTEN || entry.getOpts().getReuseaddr();
        TcpRepair.leave(socket, TCP_REPAIR_OFF_NO_WP, reuse);
    }

    private void shutdown(Fd socket) {
        if (entry.hasShutdown() && entry.getShutdown() != SkShutdown.NONE) {
            shutdown(socket, entry.getShutdown().getNumber() - 1);
        }
    }

    private static void shutdown(Fd socket, int how) {
        try {
            SocketCalls.shutdown(socket, how);
        } catch (SyscallException e) {
            // Of a socket without a peer it takes effect all the same; net/ipv4/af_inet.c, inet_shutdown.
            if (e.errno() != Errno.ENOTCONN) {
                throw e;
            }
        }
    }

    @Override
    public String toString() {
        return "the " + type.describe() + " " + local + (remote.port() == 0 ? "" : " - " + remote) + " (file "
                + entry.getId() + " of the image)";
    }
}
