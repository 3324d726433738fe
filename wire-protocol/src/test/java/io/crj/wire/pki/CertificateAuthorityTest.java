package io.crj.wire.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.wire.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateAuthorityTest {

    private static final CertifiedName HOST_A = new CertifiedName(HostRole.AGENT, "hostA");

    @TempDir
    private Path folder;

    @Test
    void shouldIssueACertificateWithRoleAndNames() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create(ca());
        PkiFolder host = authority.issue(HOST_A, List.of("10.0.0.7", "fe80::1", "a.example.org"), Validity.ofDays(30));

        X509Certificate issued = PemFiles.certificate(host.hostCertificate());
        issued.verify(PemFiles.certificate(ca().caCertificate()).getPublicKey());
        CertificateNames names = CertificateNames.of(issued);
        assertThat(names.certified()).contains(HOST_A);
        for (String name :
                List.of("hostA", "HOSTA", "a.example.org", "10.0.0.7", "fe80::1", "fe80:0:0:0:0:0:0:1", "localhost")) {
            assertThat(names.covers(name)).as(name).isTrue();
        }
        for (String name : List.of("hostB", "10.0.0.70", "fe80::2", "example.org", "")) {
            assertThat(names.covers(name)).as(name).isFalse();
        }
        assertThat(issued.getBasicConstraints()).as("it may issue none").isEqualTo(-1);
        assertThat(issued.getNotAfter().toInstant())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(30)));
        assertThat(PemFiles.privateKey(host.hostKey(), issued.getPublicKey()).getAlgorithm())
                .isEqualTo("EC");
    }

    @Test
    void shouldKeepKeysToTheirOwner() throws IOException {
        CertificateAuthority authority = CertificateAuthority.create(ca());
        PkiFolder host = authority.issue(HOST_A, List.of(), Validity.ofDays(30));

        for (Path key : List.of(ca().caKey(), host.hostKey())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readAllBytes(host.caCertificate())).isEqualTo(Files.readAllBytes(ca().caCertificate()));
        assertThat(host.path()).isEqualTo(folder.resolve("agent/hostA"));
    }

    @Test
    void shouldOverwriteNothing() throws IOException {
        CertificateAuthority.create(ca()).issue(HOST_A, List.of(), Validity.ofDays(30));
        byte[] key = Files.readAllBytes(ca().caKey());

        assertThatThrownBy(() -> CertificateAuthority.create(ca()))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("ca.crt is there already and is not overwritten");
        Files.delete(ca().caCertificate());
        assertThatThrownBy(() -> CertificateAuthority.create(ca())).hasMessageContaining("ca.key is there already");
        assertThat(Files.readAllBytes(ca().caKey())).isEqualTo(key);
    }

    @Test
    void shouldNotIssueASecondCertificateOverTheFirst() throws IOException {
        PkiFolder host = CertificateAuthority.create(ca()).issue(HOST_A, List.of(), Validity.ofDays(30));
        byte[] key = Files.readAllBytes(host.hostKey());

        assertThatThrownBy(() -> CertificateAuthority.open(ca()).issue(HOST_A, List.of(), Validity.ofDays(30)))
                .hasMessageContaining("host.crt is there already and is not overwritten");
        assertThat(Files.readAllBytes(host.hostKey())).isEqualTo(key);
    }

    @Test
    void shouldNotOutliveItsAuthority() {
        PkiFolder host = CertificateAuthority.create(ca()).issue(HOST_A, List.of(), Validity.ofDays(100_000));

        assertThat(PemFiles.certificate(host.hostCertificate()).getNotAfter())
                .isEqualTo(PemFiles.certificate(ca().caCertificate()).getNotAfter());
    }

    @Test
    void shouldSayThatThereIsNoAuthority() {
        assertThatThrownBy(() -> CertificateAuthority.open(ca()))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("crj-agent pki init --dir " + folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../up", "a/b", "host\nforged", "-x", "ü"})
    void shouldRefuseANameThatIsNone(String host) {
        assertThatThrownBy(() -> new CertifiedName(HostRole.AGENT, host)).isInstanceOf(WireException.class);
        assertThat(CertifiedName.ofUri("crj://agent/" + host)).isEmpty();
    }

    private PkiFolder ca() {
        return new PkiFolder(folder);
    }
}
