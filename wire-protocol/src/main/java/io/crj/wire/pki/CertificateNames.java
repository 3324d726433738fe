package io.crj.wire.pki;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The names in a certificate: subject alternative names of RFC 5280, section 4.2.1.6.
 *
 * @param certified its one crj name; empty when it has none, or several
 * @param hosts DNS names and IP addresses that its holder may be reached by
 */
public record CertificateNames(Optional<CertifiedName> certified, List<String> hosts) {

    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int IP = 7;
    private static final int LONGEST_SUBJECT = 100;

    public static CertificateNames of(X509Certificate certificate) {
        List<CertifiedName> certified = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (List<?> name : alternatives(certificate)) {
            int kind = (Integer) name.get(0);
            if (kind == URI) {
                CertifiedName.ofUri((String) name.get(1)).ifPresent(certified::add);
            } else if (kind == DNS || kind == IP) {
                hosts.add((String) name.get(1));
            }
        }
        return new CertificateNames(
                certified.size() == 1 ? Optional.of(certified.get(0)) : Optional.empty(), List.copyOf(hosts));
    }

    /** What to call a certificate in a log, whoever made it. */
    public static String describe(X509Certificate certificate) {
        return of(certificate)
                .certified()
                .map(CertifiedName::toString)
                .orElseGet(() ->
                        "\"" + printable(certificate.getSubjectX500Principal().getName()) + "\"");
    }

    /** The certificate's issuer, for a log. */
    public static String issuer(X509Certificate certificate) {
        return "\"" + printable(certificate.getIssuerX500Principal().getName()) + "\"";
    }

    /** Whether a user who asks for {@code host}, a name or an IP address, means the holder. */
    public boolean covers(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        return hosts.stream().anyMatch(name -> address == null ? name.equalsIgnoreCase(host) : same(address, name))
                || certified.filter(name -> name.host().equalsIgnoreCase(host)).isPresent();
    }

    private static boolean same(byte[] address, String name) {
        return Arrays.equals(address, NetUtil.createByteArrayFromIpAddressString(name));
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException garbled) {
            return List.of();
        }
    }

    /** A stranger's text must not write lines of its own into a log. */
    private static String printable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() <= LONGEST_SUBJECT ? clean : clean.substring(0, LONGEST_SUBJECT) + "...";
    }
}
