package io.crj.wire.tls;

import io.crj.wire.WireException;
import io.crj.wire.pki.CertificateNames;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gate of a connection that we open: only to the one that we want. */
public final class OpeningGate extends TlsGate {

    private static final Logger LOG = LoggerFactory.getLogger(OpeningGate.class);

    private final Trust trust;
    private final PeerWanted wanted;
    private final String address;
    private final Runnable open;
    private final CompletableFuture<Void> standing;

    /**
     * Waits for the handshake.
     *
     * @param address of the other end, for messages
     * @param open adds the handlers that shall follow; called on the connection's thread
     * @param standing done when the gate is open; fails with a {@link WireException} that says why it never will
     */
    public OpeningGate(
            Trust trust, PeerWanted wanted, String address, Runnable open, CompletableFuture<Void> standing) {
        this.trust = trust;
        this.wanted = wanted;
        this.address = address;
        this.open = open;
        this.standing = standing;
    }

    @Override
    Optional<String> objection(CertificateNames names) {
        return wanted.objection(names);
    }

    @Override
    void opened(ChannelHandlerContext ctx) {
        open.run();
        standing.complete(null);
    }

    @Override
    void refused(ChannelHandlerContext ctx, WireException why) {
        LOG.warn("refused the agent at {}: {}", address, why.getMessage());
        String sentence = "no trusted connection to the agent at " + address + ": " + why.getMessage() + ourConcern();
        standing.completeExceptionally(
                why instanceof UntrustedException ? new UntrustedException(sentence) : new WireException(sentence));
    }

    /** In TLS 1.3 we learn that we were refused when our side of the handshake is long over. */
    @Override
    Throwable explained(ChannelHandlerContext ctx, SSLException error) {
        if (!TlsFailures.isRefusal(error)) {
            return new WireException("TLS with the agent at " + address + " broke: " + error.getMessage(), error);
        }
        String concern = ourConcern();
        return new WireException(
                "the agent at " + address + " refuses our certificate "
                        + trust.name().orElseThrow()
                        + (concern.isEmpty()
                                ? "; its log says why: another authority, or a clock that is wrong"
                                : concern)
                        + " (" + error.getMessage() + ")",
                error);
    }

    private String ourConcern() {
        return trust.concern().map(sentence -> "; " + sentence).orElse("");
    }
}
