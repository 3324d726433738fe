package io.crj.wire.pki;

import io.crj.wire.WireException;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The form of our certificates, RFC 5280; signs with one issuer's key. */
final class CertificateMaker {

    private static final int SERIAL_BITS = 159;
    /** Every host is reached by these as well, by programs on it. */
    private static final List<String> OWN_NAMES = List.of("localhost", "127.0.0.1", "0::1");

    private final X500Name issuer;
    private final PrivateKey issuerKey;

    CertificateMaker(String issuer, PrivateKey issuerKey) {
        this(new X500NameBuilder().addRDN(BCStyle.CN, issuer).build(), issuerKey);
    }

    private CertificateMaker(X500Name issuer, PrivateKey issuerKey) {
        this.issuer = issuer;
        this.issuerKey = issuerKey;
    }

    static CertificateMaker of(X509Certificate issuer, PrivateKey issuerKey) {
        return new CertificateMaker(
                X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()), issuerKey);
    }

    /** The issuer's own certificate; those it issues may issue none. */
    X509Certificate authority(PublicKey key, Validity validity) {
        try {
            X509v3CertificateBuilder form = form(issuer, key, validity);
            form.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            form.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return sign(form);
        } catch (IOException | GeneralSecurityException | OperatorCreationException failed) {
            throw new WireException("the authority's certificate cannot be made: " + failed.getMessage(), failed);
        }
    }

    X509Certificate host(PublicKey key, CertifiedName name, List<String> others, Validity validity) {
        try {
            X500Name subject = new X500NameBuilder()
                    .addRDN(BCStyle.OU, "crj " + name.role().text())
                    .addRDN(BCStyle.CN, name.host())
                    .build();
            X509v3CertificateBuilder form = form(subject, key, validity);
            form.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            form.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            form.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            form.addExtension(Extension.subjectAlternativeName, false, alternatives(name, others));
            return sign(form);
        } catch (IOException | GeneralSecurityException | OperatorCreationException failed) {
            throw new WireException("the certificate of " + name + " cannot be made: " + failed.getMessage(), failed);
        }
    }

    static String pem(X509Certificate certificate) {
        return write(certificate);
    }

    /** PKCS #8, without a passphrase. */
    static String pem(PrivateKey key) {
        try {
            return write(new JcaPKCS8Generator(key, null).generate());
        } catch (IOException impossible) {
            throw new WireException("a new key has no PEM form: " + impossible.getMessage(), impossible);
        }
    }

    private X509v3CertificateBuilder form(X500Name subject, PublicKey key, Validity validity) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE),
                Date.from(validity.from()),
                Date.from(validity.until()),
                subject,
                key);
    }

    private X509Certificate sign(X509v3CertificateBuilder form)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(form.build(new JcaContentSignerBuilder(KeyPairs.SIGNATURE).build(issuerKey)));
    }

    private static GeneralNames alternatives(CertifiedName name, List<String> others) {
        List<GeneralName> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.uniformResourceIdentifier, name.toString()));
        names.add(host(name.host()));
        OWN_NAMES.forEach(own -> names.add(host(own)));
        others.forEach(other -> names.add(host(other)));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static GeneralName host(String nameOrAddress) {
        if (!CertifiedName.isHost(nameOrAddress)) {
            throw new WireException("'" + nameOrAddress + "' is neither a host's name nor an IP address");
        }
        boolean address = NetUtil.createByteArrayFromIpAddressString(nameOrAddress) != null;
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, nameOrAddress);
    }

    private static String write(Object content) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        } catch (IOException impossible) {
            throw new WireException("no PEM form: " + impossible.getMessage(), impossible);
        }
        return text.toString();
    }
}
