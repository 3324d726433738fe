package io.crj.wire.server;

import io.crj.wire.WireLimits;
import io.crj.wire.channel.Acceptor;
import io.crj.wire.channel.ConnectionKind;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.control.ControlServer;
import io.crj.wire.stream.StreamServer;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import java.util.List;

/** An agent's one port: control connections and image streams. */
public final class AgentServer implements AutoCloseable {

    private final Acceptor acceptor;

    /** Binds and serves until closed. */
    public AgentServer(
            EventLoops loops,
            WireLimits limits,
            InetSocketAddress address,
            ControlServer control,
            StreamServer streams) {
        acceptor = new Acceptor(loops, limits, address, kind -> handlers(kind, control, streams));
    }

    private static List<ChannelHandler> handlers(ConnectionKind kind, ControlServer control, StreamServer streams) {
        return switch (kind) {
            case CONTROL -> control.handlers();
            case STREAM -> streams.handlers();
        };
    }

    /** Where it listens; tells the port when port 0 was asked for. */
    public InetSocketAddress address() {
        return acceptor.address();
    }

    @Override
    public void close() {
        acceptor.close();
    }
}
