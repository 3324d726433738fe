package io.crj.wire.tls;

import io.crj.wire.WireException;
import io.crj.wire.pki.CertificateNames;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gate of a connection that was accepted: anybody whom our authority gave a name may come in. */
public final class AcceptingGate extends TlsGate {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptingGate.class);

    private final LingeringClose lingering;
    private final Runnable open;

    /**
     * Waits for the handshake.
     *
     * @param lingering goes when the gate opens
     * @param open adds the handlers that shall follow; called on the connection's thread
     */
    public AcceptingGate(LingeringClose lingering, Runnable open) {
        this.lingering = lingering;
        this.open = open;
    }

    @Override
    Optional<String> objection(CertificateNames names) {
        return names.certified().isPresent()
                ? Optional.empty()
                : Optional.of("its certificate names no crj role and host");
    }

    @Override
    void opened(ChannelHandlerContext ctx) {
        ctx.pipeline().remove(lingering);
        open.run();
    }

    @Override
    void refused(ChannelHandlerContext ctx, WireException why) {
        if (lingering.hasHeard()) {
            LOG.warn("refused the connection from {}: {}", ctx.channel().remoteAddress(), why.getMessage());
        } else {
            // Somebody looks whether the port is open.
            LOG.debug("{} said nothing: {}", ctx.channel().remoteAddress(), why.getMessage());
        }
    }

    @Override
    Throwable explained(ChannelHandlerContext ctx, SSLException error) {
        return new WireException("TLS with " + ctx.channel().remoteAddress() + " broke: " + error.getMessage(), error);
    }
}
