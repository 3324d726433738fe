package io.crj.wire.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Says what a connection is as soon as it stands, and leaves. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class PrefaceSender extends ChannelInboundHandlerAdapter {

    private final ConnectionKind kind;

    PrefaceSender(ConnectionKind kind) {
        this.kind = kind;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ByteBuf preface = ctx.alloc().buffer(Preface.BYTES);
        Preface.write(preface, kind);
        ctx.write(preface);
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }
}
