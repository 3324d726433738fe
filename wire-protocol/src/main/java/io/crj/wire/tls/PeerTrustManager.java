package io.crj.wire.tls;

import io.crj.wire.pki.CertificateNames;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes certificates that our authority issued itself and that are good now; each refusal is a sentence. */
final class PeerTrustManager extends X509ExtendedTrustManager {

    private final X509Certificate authority;

    PeerTrustManager(X509Certificate authority) {
        this.authority = authority;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain == null || chain.length == 0) {
            throw new CertificateException("no certificate was shown");
        }
        X509Certificate shown = chain[0];
        try {
            PKIXParameters rules = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
            rules.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(shown)), rules);
            authority.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException ours) {
            throw new CertificateException(
                    "the authority's own certificate ca.crt is not good now: " + ours.getMessage(), ours);
        } catch (CertPathValidatorException refused) {
            throw new CertificateException(sentence(shown, refused), refused);
        } catch (GeneralSecurityException garbled) {
            throw new CertificateException("a certificate that cannot be examined: " + garbled.getMessage(), garbled);
        }
    }

    private String sentence(X509Certificate shown, CertPathValidatorException refused) {
        String what = "the certificate of " + CertificateNames.describe(shown) + " ";
        if (refused.getReason() == BasicReason.EXPIRED) {
            return what + "has expired on " + shown.getNotAfter().toInstant();
        } else if (refused.getReason() == BasicReason.NOT_YET_VALID) {
            return what + "is not good before " + shown.getNotBefore().toInstant() + " and it is " + Instant.now()
                    + "; are both clocks right?";
        }
        return what + "comes from " + CertificateNames.issuer(shown) + ", not from our authority "
                + CertificateNames.issuer(authority) + " (" + refused.getMessage() + ")";
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {authority};
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }
}
