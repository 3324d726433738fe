package io.crj.wire.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.wire.Identity;
import io.crj.wire.WireLimits;
import io.crj.wire.channel.Destination;
import io.crj.wire.control.ControlClient;
import io.crj.wire.control.ControlListener;
import io.crj.wire.pki.HostRole;
import io.crj.wire.server.AgentServer;
import io.crj.wire.stream.StreamLimits;
import io.crj.wire.stream.StreamReceiver;
import io.crj.wire.stream.StreamSender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a believed peer may do. */
@Timeout(60)
class TlsRolesTest {

    private static final byte[] TICKET = "a ticket of twenty".getBytes(StandardCharsets.US_ASCII);

    private final LogRecorder log = new LogRecorder();
    private final StreamReceiver receiver = new StreamReceiver("m-1", TICKET, "hostA", StreamLimits.DEFAULT);

    @TempDir
    private Path folder;

    private TestHosts hosts;
    private AgentServer hostB;

    @BeforeEach
    void serve() {
        hosts = new TestHosts(folder);
        hostB = hosts.serve(
                Trust.of(hosts.agent("hostB"), HostRole.AGENT),
                WireLimits.DEFAULT,
                id -> id.equals("m-1") ? receiver : null);
    }

    @AfterEach
    void close() {
        hosts.close();
        log.close();
        assertThat(log.lines()).allSatisfy(line -> assertThat(line).doesNotContain("a ticket of twenty"));
    }

    @Test
    void shouldTakeNoCommandsFromAnAgent() {
        assertThatThrownBy(() -> hosts.command(agent("hostA"), "localhost", hostB))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("the agent at localhost:")
                .hasMessageContaining("crj://agent/hostA may not command hostB")
                .hasMessageContaining("--role coordinator");
        assertLogged("refused the coordinator at /127.0.0.1:", "crj://agent/hostA may not command hostB");
    }

    @Test
    void shouldTakeNoStreamFromACoordinator() {
        Trust coordinator = Trust.of(hosts.coordinator("hostA"), HostRole.COORDINATOR);

        assertThatThrownBy(() -> hosts.stream(coordinator, to("hostB"), "m-1", TICKET))
                .hasMessageContaining("crj://coordinator/hostA may not open an image stream");
        assertLogged("refused the stream from /127.0.0.1:", "crj://coordinator/hostA may not open an image stream");
    }

    @Test
    void shouldTakeAStreamFromTheNamedAgentOnly() {
        assertThatThrownBy(() -> hosts.stream(agent("hostC"), to("hostB"), "m-1", TICKET))
                .hasMessageContaining(
                        "the stream of migration m-1 may come from the agent hostA only, not from the agent hostC");
        assertLogged("refused the stream from /127.0.0.1:", "not from the agent hostC");

        hosts.stream(agent("hostA"), to("hostB"), "m-1", TICKET);
    }

    @Test
    void shouldTakeATicketOnce() {
        Trust hostA = agent("hostA");
        StreamSender first = hosts.stream(hostA, to("hostB"), "m-1", TICKET);
        assertReplayIsRefused(hostA);

        first.close();

        assertReplayIsRefused(hostA);
    }

    @Test
    void shouldNotStreamToAnotherAgentThanTheNamedOne() {
        assertThatThrownBy(() -> hosts.stream(agent("hostA"), to("hostD"), "m-1", TICKET))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("it is crj://agent/hostB, not the agent hostD that the coordinator named");
    }

    @Test
    void shouldCallACoordinatorWhatItsCertificateCallsIt() throws Exception {
        Trust desk = Trust.of(hosts.coordinator("desk"), HostRole.COORDINATOR);
        try (ControlClient client = ControlClient.connect(
                hosts.loops(desk),
                "localhost",
                hostB.address().getPort(),
                TestHosts.TIMEOUT,
                Identity.coordinator("crj test", "somebody else"),
                ControlListener.NONE)) {
            client.send(TestHosts.status()).get(10, TimeUnit.SECONDS);

            assertThat(hosts.lastPeer().identity().host()).isEqualTo("desk");
        }
    }

    private void assertReplayIsRefused(Trust trust) {
        assertThatThrownBy(() -> hosts.stream(trust, to("hostB"), "m-1", TICKET))
                .hasMessageContaining("migration m-1 has its stream already, and a ticket is good for one");
    }

    private Destination to(String agent) {
        return Destination.of("localhost", hostB.address().getPort(), agent);
    }

    private Trust agent(String host) {
        return Trust.of(hosts.agent(host), HostRole.AGENT);
    }

    private void assertLogged(String... parts) {
        await().untilAsserted(() ->
                assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains(parts)));
    }
}
