package io.crj.wire.tls;

import io.crj.wire.WireException;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * TLS 1.3 and nothing older, with a certificate on both sides.
 *
 * @param accepting for connections that we accept
 * @param opening for connections that we open
 */
record TlsContexts(SslContext accepting, SslContext opening) {

    private static final String VERSION = "TLSv1.3";
    /** The first is the fastest where the processor knows AES. */
    private static final List<String> CIPHERS =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    static TlsContexts of(Credentials credentials, SslProvider provider) {
        try {
            PeerTrustManager peers = new PeerTrustManager(credentials.authority());
            return new TlsContexts(
                    common(SslContextBuilder.forServer(credentials.key(), credentials.certificate()), provider)
                            .trustManager(peers)
                            .clientAuth(ClientAuth.REQUIRE)
                            .build(),
                    common(SslContextBuilder.forClient(), provider)
                            .keyManager(credentials.key(), credentials.certificate())
                            .trustManager(peers)
                            // Our own check of the name says more; see PeerWanted.
                            .endpointIdentificationAlgorithm(null)
                            .build());
        } catch (SSLException | RuntimeException unusable) {
            throw new WireException("TLS cannot be set up as " + credentials + ": " + unusable.getMessage(), unusable);
        }
    }

    /** BoringSSL where its library can be loaded, else the JDK's. */
    static SslProvider bestProvider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    private static SslContextBuilder common(SslContextBuilder builder, SslProvider provider) {
        return builder.sslProvider(provider).protocols(VERSION).ciphers(CIPHERS);
    }
}
