package io.crj.wire.tls;

import io.crj.wire.WireException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Sentences about a TLS handshake that failed. */
final class TlsFailures {

    /** What the other end says when it does not like our certificate: RFC 8446, section 6.2. */
    private static final Pattern ALERT = Pattern.compile(
            ".*(bad|unsupported|certificate|unknown_ca|unknown ca|access_denied|access denied).*", Pattern.DOTALL);

    /** As the JDK and BoringSSL have it. */
    private static final Pattern NO_CERTIFICATE =
            Pattern.compile("Empty client certificate chain|PEER_DID_NOT_RETURN_A_CERTIFICATE");

    /** The other end went before it was over. */
    static final String CLOSED = "the connection was closed in the middle of the TLS handshake; does the other end have"
            + " certificates? Its log says more";

    private TlsFailures() {}

    /** Without what decoders put around it. */
    static Throwable inner(Throwable cause) {
        return cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    }

    /** What went wrong, as seen from here; an {@link UntrustedException} when it will go wrong again. */
    static WireException explain(Throwable cause) {
        for (Throwable link = cause; link != null; link = link.getCause()) {
            if (link instanceof CertificateException refused) {
                return new UntrustedException(refused.getMessage());
            }
        }
        Throwable inner = inner(cause);
        if (inner instanceof NotSslRecordException) {
            return new UntrustedException("it does not speak TLS: it has no certificates, or is no crj at all");
        } else if (NO_CERTIFICATE.matcher(String.valueOf(inner.getMessage())).find()) {
            return new UntrustedException("it shows no certificate");
        } else if (inner instanceof SslHandshakeTimeoutException) {
            return new WireException("the TLS handshake took too long");
        } else if (inner instanceof ClosedChannelException || isClosed(inner)) {
            return new WireException(CLOSED);
        } else if (isRefusal(inner)) {
            return new UntrustedException("it refuses our certificate, and its log says why: " + inner.getMessage());
        }
        return new WireException("the TLS handshake failed: " + inner.getMessage());
    }

    /** Whether the other end has refused our certificate, or the lack of one. */
    static boolean isRefusal(Throwable cause) {
        String message = String.valueOf(inner(cause).getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("alert") && ALERT.matcher(message).matches();
    }

    private static boolean isClosed(Throwable cause) {
        return String.valueOf(cause.getMessage()).contains("closed while");
    }
}
