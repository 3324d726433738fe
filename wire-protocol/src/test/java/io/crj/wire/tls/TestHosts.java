package io.crj.wire.tls;

import io.crj.wire.Identity;
import io.crj.wire.WireLimits;
import io.crj.wire.channel.Destination;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.control.ControlClient;
import io.crj.wire.control.ControlListener;
import io.crj.wire.control.ControlPeer;
import io.crj.wire.control.ControlServer;
import io.crj.wire.control.ControlService;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Status;
import io.crj.wire.message.StatusReply;
import io.crj.wire.message.ToAgent;
import io.crj.wire.pki.CertificateAuthority;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.pki.HostRole;
import io.crj.wire.pki.PkiFolder;
import io.crj.wire.pki.Validity;
import io.crj.wire.server.AgentServer;
import io.crj.wire.stream.Compression;
import io.crj.wire.stream.StreamDirectory;
import io.crj.wire.stream.StreamLimits;
import io.crj.wire.stream.StreamSender;
import io.crj.wire.stream.StreamServer;
import io.crj.wire.stream.body.StreamHello;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Hosts with certificates of one authority, all on loopback. */
final class TestHosts implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(10);
    static final Validity NOW = Validity.ofDays(2);

    final CertificateAuthority authority;
    private final List<Runnable> closing = new ArrayList<>();
    private final Answering service = new Answering();

    TestHosts(Path folder) {
        authority = CertificateAuthority.create(new PkiFolder(folder));
    }

    PkiFolder agent(String host) {
        return issue(HostRole.AGENT, host, NOW);
    }

    PkiFolder coordinator(String host) {
        return issue(HostRole.COORDINATOR, host, NOW);
    }

    PkiFolder issue(HostRole role, String host, Validity validity) {
        return authority.issue(new CertifiedName(role, host), List.of(), validity);
    }

    EventLoops loops(Trust trust) {
        EventLoops loops = EventLoops.start(trust);
        closing.add(loops::close);
        return loops;
    }

    /** An agent that answers every request with FILLING. */
    AgentServer serve(Trust trust, WireLimits limits, StreamDirectory streams) {
        return serveAt(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), trust, limits, streams);
    }

    AgentServer serveAt(InetSocketAddress address, Trust trust) {
        return serveAt(address, trust, WireLimits.DEFAULT, StreamDirectory.EMPTY);
    }

    private AgentServer serveAt(InetSocketAddress address, Trust trust, WireLimits limits, StreamDirectory streams) {
        AgentServer server = new AgentServer(
                loops(trust),
                limits,
                address,
                new ControlServer(Identity.agent("crj test", "hostB"), service, limits),
                new StreamServer(streams, StreamLimits.DEFAULT));
        closing.add(server::close);
        return server;
    }

    AgentServer serve(Trust trust) {
        return serve(trust, WireLimits.DEFAULT, StreamDirectory.EMPTY);
    }

    ControlClient command(Trust trust, String host, AgentServer server) {
        ControlClient client = ControlClient.connect(
                loops(trust),
                host,
                server.address().getPort(),
                TIMEOUT,
                Identity.coordinator("crj test", "desk"),
                ControlListener.NONE);
        closing.add(client::close);
        return client;
    }

    StreamSender stream(Trust trust, Destination to, String migration, byte[] ticket) {
        StreamSender sender = StreamSender.connect(
                loops(trust),
                WireLimits.DEFAULT,
                StreamLimits.DEFAULT,
                to,
                TIMEOUT,
                new StreamHello(migration, ticket),
                Compression.NONE);
        closing.add(sender::close);
        return sender;
    }

    @Override
    public void close() {
        for (int i = closing.size() - 1; i >= 0; i--) {
            closing.get(i).run();
        }
    }

    static ToAgent status() {
        return ToAgent.newBuilder()
                .setMigrationId("m-1")
                .setStatus(Status.getDefaultInstance())
                .build();
    }

    /** Who has sent the last request; null when nobody has. */
    ControlPeer lastPeer() {
        return service.last;
    }

    private static final class Answering implements ControlService {

        private volatile ControlPeer last;

        @Override
        public void request(ControlPeer peer, ToAgent request) {
            last = peer;
            peer.send(FromAgent.newBuilder()
                    .setRequestId(request.getRequestId())
                    .setStatusReply(StatusReply.newBuilder().setState(MigrationState.FILLING))
                    .build());
        }

        @Override
        public void disconnected(ControlPeer peer, String why) {}
    }
}
