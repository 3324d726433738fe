package io.crj.wire.pki;

import io.crj.wire.WireException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * A small authority: a folder with its certificate and key, and below it a folder {@code ROLE/HOST} with the files of each
 * host, ready to be copied there. Nothing that exists is overwritten.
 */
public final class CertificateAuthority {

    private static final int DAYS = 3650;
    private static final int NAME_BYTES = 4;

    private final PkiFolder folder;
    private final X509Certificate certificate;
    private final PrivateKey key;

    private CertificateAuthority(PkiFolder folder, X509Certificate certificate, PrivateKey key) {
        this.folder = folder;
        this.certificate = certificate;
        this.key = key;
    }

    /** Makes a new one, good for ten years. */
    public static CertificateAuthority create(PkiFolder folder) {
        SecretFiles.makeFolder(folder.path());
        refuseIfThere(folder.caCertificate());
        refuseIfThere(folder.caKey());
        KeyPair keys = KeyPairs.generate();
        // Two authorities have two names: a log that names them tells them apart.
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        X509Certificate own = new CertificateMaker("crj CA " + HexFormat.of().formatHex(name), keys.getPrivate())
                .authority(keys.getPublic(), Validity.ofDays(DAYS));
        SecretFiles.writeSecret(folder.caKey(), CertificateMaker.pem(keys.getPrivate()));
        SecretFiles.writePublic(folder.caCertificate(), CertificateMaker.pem(own));
        return new CertificateAuthority(folder, own, keys.getPrivate());
    }

    /** The one that was made in {@code folder}. */
    public static CertificateAuthority open(PkiFolder folder) {
        if (!Files.exists(folder.caCertificate())) {
            throw new WireException("there is no authority in " + folder + "; make one with \"crj-agent pki init --dir "
                    + folder + "\", or name its folder with --dir");
        }
        X509Certificate own = PemFiles.certificate(folder.caCertificate());
        return new CertificateAuthority(folder, own, PemFiles.privateKey(folder.caKey(), own.getPublicKey()));
    }

    /**
     * Makes key and certificate of a host.
     *
     * @param others further names and IP addresses it is reached by
     * @return where they are
     */
    public PkiFolder issue(CertifiedName name, List<String> others, Validity validity) {
        PkiFolder host = folder.issuedTo(name);
        SecretFiles.makeFolder(host.path());
        refuseIfThere(host.hostCertificate());
        refuseIfThere(host.hostKey());
        KeyPair keys = KeyPairs.generate();
        Validity own = new Validity(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        X509Certificate issued =
                CertificateMaker.of(certificate, key).host(keys.getPublic(), name, others, validity.within(own));
        SecretFiles.writeSecret(host.hostKey(), CertificateMaker.pem(keys.getPrivate()));
        SecretFiles.writePublic(host.hostCertificate(), CertificateMaker.pem(issued));
        if (!Files.exists(host.caCertificate())) {
            SecretFiles.writePublic(host.caCertificate(), CertificateMaker.pem(certificate));
        }
        return host;
    }

    public PkiFolder folder() {
        return folder;
    }

    private static void refuseIfThere(Path file) {
        if (Files.exists(file)) {
            throw new WireException(
                    file + " is there already and is not overwritten; move it away or name another folder with --dir");
        }
    }
}
