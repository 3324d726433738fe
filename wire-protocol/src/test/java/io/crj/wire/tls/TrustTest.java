package io.crj.wire.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.wire.WireException;
import io.crj.wire.pki.HostRole;
import io.crj.wire.pki.PkiFolder;
import io.crj.wire.pki.Validity;
import io.crj.wire.server.AgentServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrustTest {

    @TempDir
    private Path folder;

    private TestHosts hosts;

    @BeforeEach
    void makeAuthority() {
        hosts = new TestHosts(folder.resolve("ca"));
    }

    @AfterEach
    void close() {
        hosts.close();
    }

    @Test
    void shouldStayOnLoopbackWithoutCertificates() {
        assertThatThrownBy(() -> hosts.serveAt(new InetSocketAddress(0), Trust.NONE))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("listens on loopback only")
                .hasMessageContaining("crj-agent pki init")
                .hasMessageContaining("crj-agent pki issue HOST")
                .hasMessageContaining("--pki DIR");
        // An address of RFC 5737 that nobody has: it is refused before anything is sent there.
        assertThatThrownBy(() -> Trust.NONE.checkConnecting(new InetSocketAddress("192.0.2.1", 7070)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("without certificates there are no connections to other hosts such as 192.0.2.1")
                .hasMessageContaining("crj-agent pki init");
        Trust.NONE.checkConnecting(new InetSocketAddress("127.0.0.1", 7070));
    }

    @Test
    void shouldRefuseAKeyThatOthersMayRead() throws IOException {
        PkiFolder files = hosts.agent("hostA");
        Files.setPosixFilePermissions(files.hostKey(), PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> Trust.of(files, HostRole.AGENT))
                .isInstanceOf(WireException.class)
                .hasMessageContaining(files.hostKey().toString())
                .hasMessageContaining("GROUP_READ")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void shouldRefuseAKeyOfAnotherCertificate() throws IOException {
        PkiFolder files = hosts.agent("hostA");
        Files.copy(hosts.agent("hostB").hostKey(), files.hostKey(), StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> Trust.of(files, HostRole.AGENT))
                .hasMessageContaining(files.hostKey() + " does not belong to the certificate beside it");
    }

    @Test
    void shouldNameTheFileThatIsMissingOrGarbled() throws IOException {
        PkiFolder files = hosts.agent("hostA");
        Files.writeString(files.hostKey(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> Trust.of(files, HostRole.AGENT)).hasMessageContaining("host.key is no EC key");

        Files.delete(files.hostKey());
        assertThatThrownBy(() -> Trust.of(files, HostRole.AGENT)).hasMessageContaining("host.key is not there");

        Files.writeString(files.hostCertificate(), "nothing");
        assertThatThrownBy(() -> Trust.of(files, HostRole.AGENT)).hasMessageContaining("host.crt is no certificate");
    }

    @Test
    void shouldRefuseToStartInAnotherRole() {
        PkiFolder files = hosts.agent("hostA");

        assertThatThrownBy(() -> Trust.of(files, HostRole.COORDINATOR))
                .hasMessageContaining("is the certificate of crj://agent/hostA, this needs a coordinator's")
                .hasMessageContaining("crj-agent pki issue hostA --role coordinator");
    }

    @Test
    void shouldRefuseFilesOfTwoAuthorities() throws Exception {
        PkiFolder files = hosts.agent("hostA");
        try (TestHosts others = new TestHosts(folder.resolve("other"))) {
            Files.copy(
                    others.authority.folder().caCertificate(),
                    files.caCertificate(),
                    StandardCopyOption.REPLACE_EXISTING);
        }

        assertThatThrownBy(() -> Trust.of(files, HostRole.AGENT)).hasMessageContaining("was not issued by");
    }

    @Test
    void shouldTakeARenewedCertificateWithoutAStart() throws Exception {
        Instant now = Instant.now();
        PkiFolder files = hosts.issue(
                HostRole.AGENT, "hostB", new Validity(now.minus(Duration.ofDays(3)), now.minus(Duration.ofDays(1))));
        AgentServer server = hosts.serve(Trust.of(files, HostRole.AGENT));
        Trust desk = Trust.of(hosts.coordinator("desk"), HostRole.COORDINATOR);
        assertThatThrownBy(() -> hosts.command(desk, "localhost", server)).hasMessageContaining("has expired");

        Files.delete(files.hostKey());
        Files.delete(files.hostCertificate());
        hosts.agent("hostB");
        Files.setLastModifiedTime(files.hostKey(), FileTime.from(now.plusSeconds(5)));

        assertThat(hosts.command(desk, "localhost", server).isOpen()).isTrue();
    }

    @Test
    void shouldTellNothingOfAKey() throws IOException {
        PkiFolder files = hosts.agent("hostA");
        String secret =
                Files.readString(files.hostKey()).lines().skip(1).findFirst().orElseThrow();

        assertThat(Credentials.read(files, HostRole.AGENT).toString())
                .contains("crj://agent/hostA")
                .doesNotContain(secret);
        assertThat(Trust.of(files, HostRole.AGENT).describe())
                .contains("TLS as crj://agent/hostA")
                .doesNotContain(secret);
    }
}
