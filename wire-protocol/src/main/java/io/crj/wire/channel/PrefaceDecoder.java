package io.crj.wire.channel;

import io.crj.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads the {@link Preface} of an accepted connection, has the kind's handlers added behind it, and leaves. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class PrefaceDecoder extends ByteToMessageDecoder {

    private final Duration time;
    private final Consumer<ConnectionKind> addHandlers;
    private ScheduledFuture<?> deadline;

    PrefaceDecoder(Duration time, Consumer<ConnectionKind> addHandlers) {
        this.time = time;
        this.addHandlers = addHandlers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor().schedule(() -> ctx.close(), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < Preface.BYTES) {
            return;
        }
        try {
            addHandlers.accept(Preface.read(in));
            ctx.pipeline().remove(this);
        } catch (WireException stranger) {
            in.skipBytes(in.readableBytes());
            throw stranger;
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        deadline.cancel(false);
    }
}
