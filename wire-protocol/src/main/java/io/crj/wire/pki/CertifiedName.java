package io.crj.wire.pki;

import io.crj.wire.WireException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose certificate it is; stands in it as a URI such as {@code crj://agent/hostA}.
 *
 * @param role what the holder may do
 * @param host 1 to 64 characters of A-Z, a-z, 0-9 and {@code . : _ -}
 */
public record CertifiedName(HostRole role, String host) {

    private static final String HOST = "[A-Za-z0-9][A-Za-z0-9._:-]{0,63}";
    private static final Pattern HOST_PATTERN = Pattern.compile(HOST);
    private static final Pattern URI = Pattern.compile("crj://(agent|coordinator)/(" + HOST + ")");

    public CertifiedName {
        if (!isHost(host)) {
            throw new WireException(
                    "a host's name in a certificate has 1 to 64 characters of A-Z, a-z, 0-9, '.', ':', '_' and '-', and"
                            + " begins with a letter or digit");
        }
    }

    static boolean isHost(String text) {
        return HOST_PATTERN.matcher(text).matches();
    }

    /** Reads a URI; empty when it is none of ours. */
    static Optional<CertifiedName> ofUri(String uri) {
        Matcher parts = URI.matcher(uri);
        return parts.matches()
                ? Optional.of(
                        new CertifiedName(HostRole.valueOf(parts.group(1).toUpperCase(Locale.ROOT)), parts.group(2)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "crj://" + role.text() + "/" + host;
    }
}
