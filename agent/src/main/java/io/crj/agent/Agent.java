package io.crj.agent;

import io.crj.agent.host.HostDescription;
import io.crj.agent.session.AgentParts;
import io.crj.agent.session.Sessions;
import io.crj.wire.Identity;
import io.crj.wire.control.ControlServer;
import io.crj.wire.server.AgentServer;
import io.crj.wire.stream.StreamServer;
import java.net.InetSocketAddress;

/** One agent: its port and its sessions. */
public final class Agent implements AutoCloseable {

    private final Sessions sessions;
    private final AgentServer server;

    /** Serves from now on. */
    public Agent(AgentParts parts, InetSocketAddress listen) {
        sessions = new Sessions(parts, this::port);
        Identity self = Identity.agent(HostDescription.software(), parts.host().name());
        server = new AgentServer(
                parts.loops(),
                parts.wireLimits(),
                listen,
                new ControlServer(self, sessions, parts.wireLimits()),
                new StreamServer(sessions, parts.streamLimits()));
    }

    public InetSocketAddress address() {
        return server.address();
    }

    private int port() {
        return address().getPort();
    }

    /** Gives up the migrations that have not voted, then stops serving. */
    @Override
    public void close() {
        sessions.close();
        server.close();
    }
}
