package io.crj.wire.pki;

import java.nio.file.Path;

/**
 * Names of the files of a host, or of an authority.
 *
 * @param path where they are
 */
public record PkiFolder(Path path) {

    /** Where a host has its files unless told otherwise. */
    public static final String DEFAULT = "/etc/crj/pki";

    /** The authority's certificate, which every host has. */
    public Path caCertificate() {
        return path.resolve("ca.crt");
    }

    /** The authority's key, which no host needs. */
    public Path caKey() {
        return path.resolve("ca.key");
    }

    public Path hostCertificate() {
        return path.resolve("host.crt");
    }

    public Path hostKey() {
        return path.resolve("host.key");
    }

    /** Where an authority puts the files of a host that it issues a certificate to. */
    public PkiFolder issuedTo(CertifiedName name) {
        return new PkiFolder(path.resolve(name.role().text()).resolve(name.host()));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
