package io.crj.agent;

import io.crj.agent.host.HostDescription;
import io.crj.agent.journal.MigrationStore;
import io.crj.agent.session.AgentParts;
import io.crj.agent.session.Sessions;
import io.crj.wire.Identity;
import io.crj.wire.control.ControlServer;
import io.crj.wire.server.AgentServer;
import io.crj.wire.stream.StreamServer;
import java.net.InetSocketAddress;
import java.util.function.IntSupplier;

/** One agent: its port and its sessions. */
public final class Agent implements AutoCloseable {

    private final MigrationStore store;
    private final Sessions sessions;
    private final AgentServer server;

    /** Goes on with what an agent before has left, and serves from now on. */
    public Agent(AgentParts parts, InetSocketAddress listen) {
        store = parts.store();
        sessions = begin(parts, this::port);
        Identity self = Identity.agent(HostDescription.software(), parts.host().name());
        server = new AgentServer(
                parts.loops(),
                parts.wireLimits(),
                listen,
                new ControlServer(self, sessions, parts.wireLimits()),
                new StreamServer(sessions, parts.streamLimits()));
    }

    private static Sessions begin(AgentParts parts, IntSupplier streamPort) {
        try {
            return new Sessions(parts, streamPort);
        } catch (RuntimeException cannotGoOn) {
            parts.store().close();
            throw cannotGoOn;
        }
    }

    public InetSocketAddress address() {
        return server.address();
    }

    private int port() {
        return address().getPort();
    }

    /** Gives up the migrations that have not voted and leaves the others held, then stops serving. */
    @Override
    public void close() {
        sessions.close();
        server.close();
        store.close();
    }
}
