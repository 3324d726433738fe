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
import io.crj.engine.resource.OpenFile;

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
                .setIpOpts(IpOptions.dump(socket, type.family()))
                .setBacklog(0);
        if (type.family() == AF_INET6) {
            entry.setV6Only(SocketCalls.getInt(socket, IPPROTO_IPV6, IPV6_V6ONLY) != 0);
        }
        InetEndpoint remote = SocketCalls.remoteEndpoint(socket, type.family());
        ImageEndpoints.put(entry, SocketCalls.localEndpoint(socket), remote);
        if (type.isTcp()) {
            tcp(entry);
        } else {
            udp(entry, remote);
        }
        return entry.build();
    }

    private void udp(InetSkEntry.Builder entry, InetEndpoint remote) {
        int events = SocketCalls.poll(socket, POLLIN | POLLRDHUP);
        boolean readEnd = (events & POLLRDHUP) != 0;
        if ((events & POLLIN) != 0 && !readEnd) {
            throw failure(
                    "a UDP socket with datagrams not read yet is not supported yet; try again when it has less to do");
        }
        shutdown(entry, events);
        entry.setState(remote.port() == 0 ? TCP_CLOSE : TCP_ESTABLISHED);
        entry.setTcpOpts(TcpOptsEntry.getDefaultInstance());
    }

    private void tcp(InetSkEntry.Builder entry) {
        TcpInfo info = TcpInfo.read(socket);
        entry.setState(info.state()).setTcpOpts(TcpOptions.dump(socket));
        switch (info.state()) {
            case TCP_LISTEN -> listening(entry, info);
            case TCP_CLOSE -> closed();
            case TCP_ESTABLISHED -> established(entry, info);
            default ->
                throw failure("a TCP connection in state " + TcpInfo.stateName(info.state())
                        + " is not supported yet; try again when it is closed");
        }
    }

    private void listening(InetSkEntry.Builder entry, TcpInfo info) {
        if (info.acceptQueue() != 0) {
            throw failure(info.acceptQueue() + " connections to " + SocketCalls.localEndpoint(socket)
                    + " wait to be accepted; try again, or drop them with --skip-in-flight");
        }
        entry.setBacklog(info.backlog());
    }

    private void closed() {
        if ((SocketCalls.poll(socket, POLLRDHUP) & POLLRDHUP) != 0) {
            throw failure("a TCP connection that was reset or has ended is not supported yet; try again");
        }
    }

    private void established(InetSkEntry.Builder entry, TcpInfo info) {
        if (!context.options().tcpEstablished()) {
            throw failure("an established TCP connection is only carried with --tcp-established");
        }
        shutdown(entry, SocketCalls.poll(socket, POLLRDHUP));
        new TcpStreamDump(probe, socket, info, entry, context).dump();
    }

    /** Only a shutdown of reading, or of both directions, can be seen from outside: poll(2) reports those. */
    private static void shutdown(InetSkEntry.Builder entry, int events) {
        if ((events & POLLRDHUP) != 0) {
            entry.setShutdown((events & POLLHUP) != 0 ? SkShutdown.BOTH : SkShutdown.READ);
        }
    }

    private EngineException failure(String why) {
        return new EngineException("pid " + probe.pid() + " fd " + probe.fd() + " (" + probe.link() + "): " + why);
    }
}
