package io.crj.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.wire.Identity;
import io.crj.wire.ProtocolVersions;
import io.crj.wire.VersionMismatchException;
import io.crj.wire.WireException;
import io.crj.wire.WireLimits;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Progress;
import io.crj.wire.message.Role;
import io.crj.wire.message.Status;
import io.crj.wire.message.StatusReply;
import io.crj.wire.message.ToAgent;
import io.crj.wire.server.AgentServer;
import io.crj.wire.stream.StreamDirectory;
import io.crj.wire.stream.StreamLimits;
import io.crj.wire.stream.StreamServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlConnectionTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Identity COORDINATOR = Identity.coordinator("crj test", "desk");
    private static final Identity AGENT = Identity.agent("crj test", "hostA");

    private final EventLoops loops = EventLoops.start();
    private final RecordingService service = new RecordingService();
    private final RecordingListener listener = new RecordingListener();
    private AgentServer server;

    @BeforeEach
    void listen() {
        server = serve(WireLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        server.close();
        loops.close();
    }

    @Test
    void shouldAnswerARequestAndTellWhatComesUnasked() throws Exception {
        try (ControlClient client = connect(COORDINATOR)) {
            FromAgent answer = client.send(status()).get(10, TimeUnit.SECONDS);
            service.peer.send(FromAgent.newBuilder()
                    .setProgress(Progress.newBuilder().setPhase("round 1"))
                    .build());

            assertThat(client.agent()).isEqualTo(AGENT);
            assertThat(service.peer.identity()).isEqualTo(COORDINATOR);
            assertThat(answer.getStatusReply().getState()).isEqualTo(MigrationState.FILLING);
            await().untilAsserted(() -> assertThat(listener.unsolicited)
                    .extracting(message -> message.getProgress().getPhase())
                    .containsExactly("round 1"));
        }
        await().untilAsserted(() -> assertThat(service.disconnected).hasSize(1));
        assertThat(listener.lost).isEmpty();
    }

    @Test
    void shouldNameBothVersionsWhenTheyDoNotMeet() {
        Identity future = new Identity("crj 99", "desk", Role.ROLE_COORDINATOR, new ProtocolVersions(98, 99));

        assertThatThrownBy(() -> connect(future))
                .isInstanceOf(VersionMismatchException.class)
                .hasMessageContaining("hostA (crj test) speaks protocol version 1")
                .hasMessageContaining("desk (crj 99) speaks protocol version 98 to 99");
        assertThat(service.disconnected).isEmpty();
    }

    @Test
    void shouldFailOpenRequestsAndTellWhenTheAgentGoes() {
        try (ControlClient client = connect(COORDINATOR)) {
            service.answers = false;
            CompletableFuture<FromAgent> answer = client.send(status());
            await().until(() -> service.peer != null);

            server.close();

            assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(WireException.class);
            await().untilAsserted(() ->
                    assertThat(listener.lost).singleElement().asString().contains("is lost"));
            assertThat(client.send(status())).isCompletedExceptionally();
        }
    }

    @Test
    void shouldLoseASilentPeer() throws IOException {
        WireLimits impatient = WireLimits.DEFAULT.withSilence(Duration.ofMillis(100), Duration.ofMillis(1500));
        WireLimits mute = WireLimits.DEFAULT.withSilence(Duration.ofHours(1), Duration.ofHours(1));
        try (AgentServer watchful = serve(impatient);
                ControlClient lively = ControlClient.connect(
                        loops, impatient, "127.0.0.1", watchful.address().getPort(), TIMEOUT, COORDINATOR, listener);
                ControlClient silent = ControlClient.connect(
                        loops,
                        mute,
                        "127.0.0.1",
                        watchful.address().getPort(),
                        TIMEOUT,
                        COORDINATOR,
                        ControlListener.NONE)) {
            await().until(() -> !silent.isOpen());
            assertThat(service.disconnected).singleElement().asString().contains("nothing was heard");
            assertThat(lively.isOpen()).isTrue();
        }
    }

    @Test
    void shouldTellThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() ->
                        ControlClient.connect(loops, "127.0.0.1", port, TIMEOUT, COORDINATOR, ControlListener.NONE))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("is crj-agent running there?");
    }

    @Test
    void shouldCloseOnAStrangerWithoutAPreface() throws IOException {
        try (Socket stranger =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            stranger.setSoTimeout(10_000);
            stranger.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        }
    }

    private ControlClient connect(Identity self) {
        return ControlClient.connect(loops, "127.0.0.1", server.address().getPort(), TIMEOUT, self, listener);
    }

    private AgentServer serve(WireLimits limits) {
        return new AgentServer(
                loops,
                limits,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new ControlServer(AGENT, service, limits),
                new StreamServer(StreamDirectory.EMPTY, StreamLimits.DEFAULT));
    }

    private static ToAgent status() {
        return ToAgent.newBuilder()
                .setMigrationId("m-1")
                .setStatus(Status.getDefaultInstance())
                .build();
    }

    private static final class RecordingService implements ControlService {
        final List<String> disconnected = new CopyOnWriteArrayList<>();
        volatile ControlPeer peer;
        volatile boolean answers = true;

        @Override
        public void request(ControlPeer from, ToAgent request) {
            peer = from;
            if (answers) {
                from.send(FromAgent.newBuilder()
                        .setRequestId(request.getRequestId())
                        .setStatusReply(StatusReply.newBuilder().setState(MigrationState.FILLING))
                        .build());
            }
        }

        @Override
        public void disconnected(ControlPeer from, String why) {
            disconnected.add(why);
        }
    }

    private static final class RecordingListener implements ControlListener {
        final List<FromAgent> unsolicited = new CopyOnWriteArrayList<>();
        final List<String> lost = new CopyOnWriteArrayList<>();

        @Override
        public void unsolicited(FromAgent message) {
            unsolicited.add(message);
        }

        @Override
        public void lost(String why) {
            lost.add(why);
        }
    }
}
