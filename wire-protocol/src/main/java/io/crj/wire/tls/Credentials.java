package io.crj.wire.tls;

import io.crj.wire.WireException;
import io.crj.wire.pki.CertificateNames;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.pki.HostRole;
import io.crj.wire.pki.PemFiles;
import io.crj.wire.pki.PkiAdvice;
import io.crj.wire.pki.PkiFolder;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a process proves itself with, as its folder had it when it was read. */
final class Credentials {

    private static final Duration SOON = Duration.ofDays(14);

    private final PkiFolder folder;
    private final CertifiedName name;
    private final X509Certificate authority;
    private final X509Certificate certificate;
    private final PrivateKey key;

    private Credentials(
            PkiFolder folder,
            CertifiedName name,
            X509Certificate authority,
            X509Certificate certificate,
            PrivateKey key) {
        this.folder = folder;
        this.name = name;
        this.authority = authority;
        this.certificate = certificate;
        this.key = key;
    }

    /** Reads and checks the files; anything that could not work later is a {@link WireException} with the remedy. */
    static Credentials read(PkiFolder folder, HostRole role) {
        X509Certificate authority = PemFiles.certificate(folder.caCertificate());
        X509Certificate certificate = PemFiles.certificate(folder.hostCertificate());
        PrivateKey key = PemFiles.privateKey(folder.hostKey(), certificate.getPublicKey());
        try {
            certificate.verify(authority.getPublicKey());
        } catch (GeneralSecurityException foreign) {
            throw new WireException(
                    folder.hostCertificate() + " was not issued by " + folder.caCertificate()
                            + "; both must come from one authority",
                    foreign);
        }
        CertifiedName name = CertificateNames.of(certificate)
                .certified()
                .orElseThrow(() -> new WireException(folder.hostCertificate()
                        + " names no crj role and host (a URI such as crj://agent/hostA); " + PkiAdvice.MAKE));
        if (name.role() != role) {
            throw new WireException(folder.hostCertificate() + " is the certificate of " + name + ", this needs "
                    + role.oneOf() + "'s; make one with \"crj-agent pki issue " + name.host() + " --role "
                    + role.text() + "\" and name its folder with --pki DIR");
        }
        return new Credentials(folder, name, authority, certificate, key);
    }

    CertifiedName name() {
        return name;
    }

    X509Certificate authority() {
        return authority;
    }

    X509Certificate certificate() {
        return certificate;
    }

    PrivateKey key() {
        return key;
    }

    /** A sentence when others will not believe us, now or soon. */
    Optional<String> concern(Instant now) {
        String what = "our certificate " + folder.hostCertificate() + " (" + name + ") ";
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            return Optional.of(
                    what + "is not good before " + from + " and it is " + now + "; is this host's clock right?");
        }
        if (now.isAfter(until)) {
            return Optional.of(what + "has expired on " + until + "; " + PkiAdvice.issue(name));
        }
        return now.plus(SOON).isAfter(until)
                ? Optional.of(what + "expires on " + until + "; " + PkiAdvice.issue(name))
                : Optional.empty();
    }

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return name + " from " + folder;
    }
}
