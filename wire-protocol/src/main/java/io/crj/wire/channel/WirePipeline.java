package io.crj.wire.channel;

import io.crj.wire.WireLimits;
import io.crj.wire.tls.AcceptingGate;
import io.crj.wire.tls.LingeringClose;
import io.crj.wire.tls.OpeningGate;
import io.crj.wire.tls.Trust;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The order of handlers, from the socket inwards, of every connection of either kind.
 *
 * <pre>
 *   lingering  accepted connections, until the peer is believed: lets a refused one read why
 *   tls        with certificates
 *   gate       with certificates: what follows is added when the peer has proven who it is
 *   idle       tells when a heartbeat is due and when the peer has been silent for too long
 *   preface    says or reads what the connection is, then leaves
 *   kind       frames and session of that kind
 *   closing    logs what nobody dealt with and closes
 * </pre>
 */
final class WirePipeline {

    private static final String CLOSING = "closing";

    private WirePipeline() {}

    /** A connection that we open. */
    static void opening(
            ChannelPipeline pipeline, WireLimits limits, ConnectionKind kind, List<ChannelHandler> handlers) {
        pipeline.addLast(idle(limits));
        pipeline.addLast(new PrefaceSender(kind));
        handlers.forEach(pipeline::addLast);
        pipeline.addLast(new ClosingHandler());
    }

    /** As above, when {@code gate} opens, which has the rest added. */
    static void opening(ChannelPipeline pipeline, Trust trust, Duration handshake, OpeningGate gate) {
        pipeline.addLast(trust.opening(pipeline.channel().alloc(), handshake.toNanos()), gate);
    }

    /** A connection that we accept; {@code handlers} are asked for when its kind is known. */
    static void accepting(
            ChannelPipeline pipeline,
            Trust trust,
            WireLimits limits,
            Function<ConnectionKind, List<ChannelHandler>> handlers) {
        if (trust.isSecured()) {
            LingeringClose lingering = new LingeringClose();
            pipeline.addLast(
                    lingering,
                    trust.accepting(
                            pipeline.channel().alloc(), limits.prefaceTime().toNanos()),
                    new AcceptingGate(lingering, () -> accepting(pipeline, limits, handlers)));
        } else {
            accepting(pipeline, limits, handlers);
        }
    }

    private static void accepting(
            ChannelPipeline pipeline, WireLimits limits, Function<ConnectionKind, List<ChannelHandler>> handlers) {
        pipeline.addLast(idle(limits));
        pipeline.addLast(new PrefaceDecoder(limits.prefaceTime(), kind -> handlers.apply(kind)
                .forEach(handler -> pipeline.addBefore(CLOSING, null, handler))));
        pipeline.addLast(CLOSING, new ClosingHandler());
    }

    private static IdleStateHandler idle(WireLimits limits) {
        return new IdleStateHandler(
                limits.silence().toNanos(), limits.heartbeatEvery().toNanos(), 0, TimeUnit.NANOSECONDS);
    }
}
