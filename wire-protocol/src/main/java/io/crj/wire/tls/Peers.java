package io.crj.wire.tls;

import io.crj.wire.pki.CertificateNames;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.pki.HostRole;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Who is at the other end of a connection, proven. */
public final class Peers {

    private static final AttributeKey<CertifiedName> NAME = AttributeKey.valueOf(Peers.class, "name");

    private Peers() {}

    /** The other end's name; empty only where there is no TLS. */
    public static Optional<CertifiedName> of(Channel channel) {
        return Optional.ofNullable(channel.attr(NAME).get());
    }

    /** Refuses a peer of another role, where there is TLS; {@code action} says what it may not do. */
    public static void require(HostRole role, Channel channel, String action) {
        of(channel).filter(name -> name.role() != role).ifPresent(name -> {
            throw new UntrustedException(name + " may not " + action + ": that takes " + role.oneOf()
                    + "'s certificate, made with \"crj-agent pki issue HOST --role " + role.text() + "\"");
        });
    }

    /** Notes who it is and returns all its names; what it showed must be good now, also when a session is resumed. */
    static CertificateNames identify(Channel channel, SslHandler tls)
            throws SSLPeerUnverifiedException, CertificateException {
        X509Certificate shown = (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
        shown.checkValidity();
        CertificateNames names = CertificateNames.of(shown);
        names.certified().ifPresent(name -> channel.attr(NAME).set(name));
        return names;
    }
}
