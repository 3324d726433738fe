package io.crj.wire.tls;

import io.crj.wire.WireException;
import io.crj.wire.pki.CertificateNames;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Behind the TLS handler: nothing passes, and nothing behind it exists, before the other end has proven who it is.
 *
 * <pre>
 *   CLOSED ─ handshake done, peer is right ─► OPEN: adds the handlers behind it, tells them that the connection stands
 *      └───── anything else ────────────────► REFUSED, closed
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed close ends in channelInactive
abstract class TlsGate extends ChannelInboundHandlerAdapter {

    /** Where the connection stands. */
    private enum State {
        CLOSED,
        OPEN,
        REFUSED
    }

    private State state = State.CLOSED;

    /** Why this peer is not the right one; empty when it is. */
    abstract Optional<String> objection(CertificateNames names);

    /** Adds the handlers behind this one. */
    abstract void opened(ChannelHandlerContext ctx);

    /** Tells whom it concerns; called once, before the connection is closed. */
    abstract void refused(ChannelHandlerContext ctx, WireException why);

    /** A sentence about a TLS error after the gate was opened. */
    abstract Throwable explained(ChannelHandlerContext ctx, SSLException error);

    @Override
    public final void channelActive(ChannelHandlerContext ctx) {
        // For those behind the gate the connection begins when it opens.
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            super.userEventTriggered(ctx, event);
        } else if (handshake.isSuccess()) {
            examine(ctx);
        } else {
            refuse(ctx, TlsFailures.explain(handshake.cause()));
        }
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable inner = TlsFailures.inner(cause);
        if (state == State.OPEN) {
            ctx.fireExceptionCaught(inner instanceof SSLException error ? explained(ctx, error) : cause);
        } else {
            refuse(ctx, TlsFailures.explain(cause));
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.OPEN) {
            ctx.fireChannelInactive();
        } else {
            refuse(ctx, new WireException(TlsFailures.CLOSED));
        }
    }

    private void examine(ChannelHandlerContext ctx) {
        Optional<String> objection;
        try {
            objection = objection(Peers.identify(ctx.channel(), ctx.pipeline().get(SslHandler.class)));
        } catch (SSLPeerUnverifiedException | CertificateException unproven) {
            objection = Optional.of("its certificate is not good: " + unproven.getMessage());
        }
        if (objection.isPresent()) {
            refuse(ctx, new UntrustedException(objection.get()));
        } else {
            state = State.OPEN;
            opened(ctx);
            ctx.fireChannelActive();
        }
    }

    private void refuse(ChannelHandlerContext ctx, WireException why) {
        if (state == State.CLOSED) {
            state = State.REFUSED;
            refused(ctx, why);
            ctx.close();
        }
    }
}
