package io.crj.wire.channel;

import io.crj.wire.WireLimits;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The order of handlers, from the socket inwards, of every connection of either kind.
 *
 * <pre>
 *   (TLS goes here)
 *   idle       tells when a heartbeat is due and when the peer has been silent for too long
 *   preface    says or reads what the connection is, then leaves
 *   kind       frames and session of that kind
 *   closing    logs what nobody dealt with and closes
 * </pre>
 */
public final class WirePipeline {

    private static final String CLOSING = "closing";

    private WirePipeline() {}

    /** A connection that we open. */
    public static void opening(
            ChannelPipeline pipeline, WireLimits limits, ConnectionKind kind, List<ChannelHandler> handlers) {
        pipeline.addLast(idle(limits));
        pipeline.addLast(new PrefaceSender(kind));
        handlers.forEach(pipeline::addLast);
        pipeline.addLast(new ClosingHandler());
    }

    /** A connection that we accept; {@code handlers} are asked for when its kind is known. */
    public static void accepting(
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
