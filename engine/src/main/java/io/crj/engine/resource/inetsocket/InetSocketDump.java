package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_IPV6;
import static io.crj.engine.linux.abi.In.IPV6_V6ONLY;
import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.Tcp.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.SkShutdown;
import io.crj.engine.image.proto.TcpOptsEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.FurtherOptions;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.SocketOptions;
import java.util.OptionalInt;

/** Reads the state of one socket of a frozen tree. */
final class InetSocketDump {

    private static final int O_CLOEXEC = 02000000;

    private final OpenFile file;
    private final FdProbe probe;
    private final DumpContext context;
    private final Fd socket;
    private final SocketType type;

    InetSocketDump(OpenFile file, DumpContext context) {
        this.file = file;
        this.probe = file.probe();
        this.context = context;
        this.socket = context.local(probe);
        this.type = SocketType.of(socket);
    }

    InetSkEntry dump() {
        InetSkEntry.Builder entry = InetSkEntry.newBuilder()
                .setId(file.id())
                .setIno((int) probe.stat().inode())
                .setFamily(type.family())
                .setType(type.type())
                .setProto(type.protocol())
                .setFlags(probe.info().flags() & ~O_CLOEXEC)
                .setFown(context.owner(probe))
                .setOpts(SocketOptions.dump(socket))
                .setIpOpts(IpOptions.dump(socket, type))
                .addAllCrjOptions(FurtherOptions.dump(socket, context))
                .setBacklog(0);
        if (type.family() == AF_INET6) {
            entry.setV6Only(SocketCalls.getInt(socket, IPPROTO_IPV6, IPV6_V6ONLY) != 0);
        }
        InetEndpoint remote = remote();
        ImageEndpoints.put(entry, SocketCalls.localEndpoint(socket), remote);
        LocalAddresses.dump(socket, type, context, entry);
        UnicastDevice.dump(socket, type, entry);
        if (!type.isTcp()) {
            Memberships.dump(socket, type, context, entry);
        }
        if (type.isTcp()) {
            tcp(entry);
        } else if (type.isUdp()) {
            udp(entry, remote);
        } else {
            plain(entry, remote);
        }
        return entry.build();
    }

    private InetEndpoint remote() {
        if (type.isRaw() || type.isPing()) {
            return PlainSocketTable.of(context)
                    .remote(type, probe.stat().inode())
                    .orElse(InetEndpoint.any(type.family()));
        }
        return type.isTcp() && TcpInfo.read(socket).state() == TCP_SYN_SENT
                ? SocketCalls.calledEndpoint(socket, type.family())
                : SocketCalls.remoteEndpoint(socket, type.family());
    }

    /** Raw and ping sockets: what they have not read yet is lost, as packets can be at any time. */
    private void plain(InetSkEntry.Builder entry, InetEndpoint remote) {
        int events = SocketCalls.poll(socket, POLLRDHUP);
        shutdown(entry, (events & POLLRDHUP) != 0, (events & POLLHUP) != 0);
        entry.setState(remote.isWildcard() ? TCP_CLOSE : TCP_ESTABLISHED);
        entry.setTcpOpts(TcpOptsEntry.getDefaultInstance());
    }

    private void udp(InetSkEntry.Builder entry, InetEndpoint remote) {
        int events = SocketCalls.poll(socket, POLLIN | POLLRDHUP);
        boolean readEnd = (events & POLLRDHUP) != 0;
        InetSocketCheck.requireUncorked(probe, socket);
        new DatagramDump(file, socket, context).dump();
        // A socket without a port is not listed; of it only the two that poll(2) knows can be seen.
        OptionalInt shown =
                SocketDiagnosis.of(context).shutdown(socket, type, probe.stat().inode());
        shown.ifPresentOrElse(
                how -> shutdown(entry, (how & 1) != 0, (how & 2) != 0),
                () -> shutdown(entry, readEnd, (events & POLLHUP) != 0));
        entry.setState(remote.port() == 0 ? TCP_CLOSE : TCP_ESTABLISHED);
        entry.setTcpOpts(TcpOptsEntry.getDefaultInstance());
    }

    private void tcp(InetSkEntry.Builder entry) {
        TcpInfo info = TcpInfo.read(socket);
        entry.setState(info.state()).setTcpOpts(TcpOptions.dump(socket));
        if (info.state() != TCP_CLOSE) {
            SocketDiagnosis.of(context).find(socket, type).ifPresent(row -> diagnosed(entry, info, row));
        }
        if (TcpState.isUnderWay(info.state())) {
            connected(entry, info);
        } else if (info.state() == TCP_LISTEN) {
            listening(entry, info);
        } else if (info.state() == TCP_CLOSE) {
            closed(entry);
        } else {
            throw failure("a TCP connection in state " + TcpState.name(info.state())
                    + " is not supported yet; try again when it is established");
        }
    }

    private void diagnosed(InetSkEntry.Builder entry, TcpInfo info, SocketDiagnosis.Row row) {
        Md5Keys.dump(row, entry);
        boolean carried =
                TcpState.isConnected(info.state()) && !context.options().tree().tcpClose();
        if (carried && UrgentMark.isAhead(socket, row)) {
            throw failure("urgent data (MSG_OOB) came after bytes that were not read; try again");
        }
    }

    private void listening(InetSkEntry.Builder entry, TcpInfo info) {
        if (info.acceptQueue() != 0 && !context.options().tree().skipInFlight()) {
            throw failure(info.acceptQueue() + " connections to " + SocketCalls.localEndpoint(socket)
                    + " wait to be accepted; try again, or leave them behind with --skip-in-flight");
        }
        entry.setBacklog(info.backlog());
    }

    private void closed(InetSkEntry.Builder entry) {
        EndedConnection.refusal(socket).ifPresent(why -> {
            throw failure(why);
        });
        boolean ended = EndedConnection.is(socket);
        shutdown(entry, ended, ended);
        if (ended) {
            EndedConnection.dump(socket, entry, context);
        }
    }

    private void connected(InetSkEntry.Builder entry, TcpInfo info) {
        if (context.options().tree().tcpClose()) {
            // The image has the ends of the connection and nothing that would make it live again.
            return;
        }
        if (!context.options().tree().tcpEstablished()) {
            throw failure("an established TCP connection is only carried with --tcp-established");
        }
        boolean read = (SocketCalls.poll(socket, POLLRDHUP) & POLLRDHUP) != 0;
        shutdown(entry, read, TcpState.finSent(info.state()));
        new TcpStreamDump(probe, socket, info, entry, context).dump();
    }

    private static void shutdown(InetSkEntry.Builder entry, boolean read, boolean write) {
        if (read || write) {
            entry.setShutdown(!write ? SkShutdown.READ : !read ? SkShutdown.WRITE : SkShutdown.BOTH);
        }
    }

    private EngineException failure(String why) {
        return new EngineException("pid " + probe.pid() + " fd " + probe.fd() + " (" + probe.link() + "): " + why);
    }
}
