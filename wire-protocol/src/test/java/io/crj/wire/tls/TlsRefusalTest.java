package io.crj.wire.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.wire.WireException;
import io.crj.wire.WireLimits;
import io.crj.wire.control.ControlClient;
import io.crj.wire.pki.HostRole;
import io.crj.wire.pki.PkiFolder;
import io.crj.wire.pki.Validity;
import io.crj.wire.server.AgentServer;
import io.crj.wire.stream.StreamDirectory;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is believed and who is not; what both ends then say. By BoringSSL and by the JDK's TLS. */
@Timeout(60)
@ParameterizedClass
@EnumSource(
        value = SslProvider.class,
        names = {"JDK", "OPENSSL"})
class TlsRefusalTest {

    private static final WireLimits IMPATIENT =
            new WireLimits(1 << 20, Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(6));

    private final Instant now = Instant.now();
    private final Validity past = new Validity(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
    private final Validity future = new Validity(now.plus(Duration.ofDays(2)), now.plus(Duration.ofDays(9)));

    private final SslProvider provider;
    private final LogRecorder log = new LogRecorder();

    @TempDir
    private Path folder;

    private TestHosts hosts;

    TlsRefusalTest(SslProvider provider) {
        this.provider = provider;
    }

    @BeforeEach
    void makeAuthority() {
        assertThat(OpenSsl.isAvailable())
                .as("%s", OpenSsl.unavailabilityCause())
                .isTrue();
        hosts = new TestHosts(folder.resolve("ours"));
    }

    @AfterEach
    void close() {
        hosts.close();
        log.close();
    }

    @Test
    void shouldAnswerACoordinatorThatItBelieves() throws Exception {
        AgentServer server = hosts.serve(agent(hosts.agent("hostB")));

        ControlClient client = hosts.command(coordinator(hosts.coordinator("desk")), "localhost", server);

        assertThat(client.certifiedAgent()).hasToString("Optional[crj://agent/hostB]");
        assertThat(client.send(TestHosts.status()).get(10, TimeUnit.SECONDS).hasStatusReply())
                .isTrue();
    }

    @Test
    void shouldRefuseAnExpiredCoordinator() {
        AgentServer server = hosts.serve(agent(hosts.agent("hostB")));

        assertThatThrownBy(() -> hosts.command(
                        coordinator(hosts.issue(HostRole.COORDINATOR, "desk", past)), "localhost", server))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("refuses our certificate crj://coordinator/desk")
                .hasMessageContaining(
                        "has expired on " + past.until().toString().substring(0, 10))
                .hasMessageContaining("crj-agent pki issue desk --role coordinator");
        assertLogged("refused the connection from /127.0.0.1:", "crj://coordinator/desk has expired on ");
    }

    @Test
    void shouldRefuseACoordinatorOfTheFuture() {
        AgentServer server = hosts.serve(agent(hosts.agent("hostB")));

        assertThatThrownBy(() -> hosts.command(
                        coordinator(hosts.issue(HostRole.COORDINATOR, "desk", future)), "localhost", server))
                .hasMessageContaining("is not good before ")
                .hasMessageContaining("clock");
        assertLogged("crj://coordinator/desk is not good before ", "clocks");
    }

    @Test
    void shouldRefuseACoordinatorOfAnotherAuthority() throws Exception {
        AgentServer server = hosts.serve(agent(hosts.agent("hostB")));
        try (TestHosts others = new TestHosts(folder.resolve("theirs"))) {
            Credentials foreign = Credentials.read(others.coordinator("desk"), HostRole.COORDINATOR);

            assertThat(RecklessClient.alertFrom(server.address(), foreign)).contains("alert");
        }
        assertLogged("crj://coordinator/desk comes from \"CN=crj CA ", "not from our authority \"CN=crj CA ");
    }

    @Test
    void shouldRefuseWhoeverShowsNoCertificate() throws Exception {
        AgentServer server = hosts.serve(agent(hosts.agent("hostB")));

        assertThat(RecklessClient.alertFrom(server.address(), null)).contains("alert");
        assertLogged("refused the connection from /127.0.0.1:", "it shows no certificate");
    }

    @Test
    void shouldRefuseAnAgentOfAnotherAuthority() throws Exception {
        try (TestHosts others = new TestHosts(folder.resolve("theirs"))) {
            AgentServer server = others.serve(agent(others.agent("hostB")));

            assertThatThrownBy(() -> hosts.command(coordinator(hosts.coordinator("desk")), "localhost", server))
                    .hasMessageContaining("no trusted connection to the agent at localhost:")
                    .hasMessageContaining("crj://agent/hostB comes from \"CN=crj CA ");
        }
        assertLogged("refused the agent at localhost:");
        assertLogged("refused the connection from /127.0.0.1:");
    }

    @Test
    void shouldRefuseAnExpiredAgent() {
        AgentServer server = hosts.serve(agent(hosts.issue(HostRole.AGENT, "hostB", past)));

        assertThatThrownBy(() -> hosts.command(coordinator(hosts.coordinator("desk")), "localhost", server))
                .hasMessageContaining("the certificate of crj://agent/hostB has expired on ");
    }

    @Test
    void shouldRefuseAnotherAgentThanTheOneThatWasNamed() throws Exception {
        InetAddress elsewhere = InetAddress.getByAddress(new byte[] {127, 0, 0, 5});
        AgentServer server = hosts.serveAt(new InetSocketAddress(elsewhere, 0), agent(hosts.agent("hostB")));

        assertThatThrownBy(() -> hosts.command(coordinator(hosts.coordinator("desk")), "127.0.0.5", server))
                .hasMessageContaining(
                        "it is crj://agent/hostB, whose certificate is for [hostB, localhost, 127.0.0.1, ")
                .hasMessageContaining("not for 127.0.0.5")
                .hasMessageContaining("crj-agent pki issue hostB --address 127.0.0.5");
    }

    @Test
    void shouldTellApartPlainAgentsAndPlainCoordinators() {
        AgentServer plain = hosts.serve(Trust.NONE);
        AgentServer secured = hosts.serve(agent(hosts.agent("hostB")));

        assertThatThrownBy(() -> hosts.command(coordinator(hosts.coordinator("desk")), "localhost", plain))
                .hasMessageContaining("no trusted connection to the agent at localhost:")
                .hasMessageContaining("closed in the middle of the TLS handshake")
                .hasMessageContaining("certificates");
        assertThatThrownBy(() -> hosts.command(Trust.NONE, "localhost", secured))
                .hasMessageContaining("no greeting from localhost:")
                .hasMessageContaining("--pki DIR");
        assertLogged("refused the connection from /127.0.0.1:", "it does not speak TLS");
    }

    @Test
    void shouldCloseOnGarbageInsteadOfAHandshake() throws IOException {
        AgentServer server = hosts.serve(agent(hosts.agent("hostB")), IMPATIENT, StreamDirectory.EMPTY);
        byte[] garbage = new byte[4096];
        new Random(7).nextBytes(garbage);
        // Looks like the beginning of a handshake record of 16 KiB.
        byte[] almost = {22, 3, 1, 0x3f, (byte) 0xff, 1, 0, 0x3f, (byte) 0xff, 3, 3};

        assertClosed(server, garbage);
        assertClosed(server, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertClosedAfter(server, almost, garbage);
    }

    @Test
    void shouldNotWaitForASlowHandshake() throws IOException {
        AgentServer server = hosts.serve(agent(hosts.agent("hostB")), IMPATIENT, StreamDirectory.EMPTY);

        assertClosed(server, new byte[] {22, 3, 1});
        assertLogged("refused the connection from /127.0.0.1:", "the TLS handshake took too long");
    }

    private void assertClosed(AgentServer server, byte[] sent) throws IOException {
        assertClosedAfter(server, sent, new byte[0]);
    }

    private static void assertClosedAfter(AgentServer server, byte[] first, byte[] second) throws IOException {
        try (Socket stranger = new Socket()) {
            stranger.connect(server.address());
            stranger.setSoTimeout(10_000);
            stranger.getOutputStream().write(first);
            stranger.getOutputStream().write(second);
            InputStream in = stranger.getInputStream();
            byte[] alert = in.readAllBytes();
            assertThat(alert.length).as("no more than an alert").isLessThanOrEqualTo(64);
        }
    }

    private void assertLogged(String... parts) {
        await().untilAsserted(() ->
                assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains(parts)));
    }

    private Trust agent(PkiFolder files) {
        return Trust.of(files, HostRole.AGENT, provider);
    }

    private Trust coordinator(PkiFolder files) {
        return Trust.of(files, HostRole.COORDINATOR, provider);
    }
}
