package io.crj.wire.pki;

import io.crj.wire.WireException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys as PEM (RFC 7468); every failure is a {@link WireException} that names the file. */
public final class PemFiles {

    private static final long LONGEST_BYTES = 64 << 10;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private PemFiles() {}

    public static X509Certificate certificate(Path file) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(read(file)));
        } catch (GeneralSecurityException garbled) {
            throw new WireException(file + " is no certificate in PEM form: " + garbled.getMessage(), garbled);
        }
    }

    /** A key in PKCS #8 form, without a passphrase, that nobody else can read and that belongs to {@code certified}. */
    public static PrivateKey privateKey(Path file, PublicKey certified) {
        SecretFiles.check(file);
        Matcher key = KEY.matcher(new String(read(file), StandardCharsets.US_ASCII));
        if (!key.find()) {
            throw new WireException(file + " is no private key in PEM form (PKCS #8, without a passphrase)");
        }
        try {
            PrivateKey read = KeyFactory.getInstance(certified.getAlgorithm())
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1))));
            if (!KeyPairs.belong(read, certified)) {
                throw new WireException(
                        file + " does not belong to the certificate beside it; put in both of one issue");
            }
            return read;
        } catch (GeneralSecurityException | IllegalArgumentException garbled) {
            // Without the cause: nothing of a key may get into a log.
            throw new WireException(file + " is no " + certified.getAlgorithm()
                    + " key in PEM form, as the certificate beside it needs");
        }
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > LONGEST_BYTES) {
                throw new WireException(file + " is too long for a certificate or key");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new WireException(file + " is not there; " + PkiAdvice.MAKE, missing);
        } catch (IOException unreadable) {
            throw new WireException(file + " cannot be read (" + unreadable + "); run as root", unreadable);
        }
    }
}
