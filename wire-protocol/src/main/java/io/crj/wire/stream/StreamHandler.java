package io.crj.wire.stream;

import io.crj.wire.channel.Causes;
import io.crj.wire.stream.body.Failure;
import io.crj.wire.stream.frame.Frame;
import io.crj.wire.stream.frame.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.function.Consumer;

/** Either end of a stream: heartbeats, failures, and the loss of the peer. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
abstract class StreamHandler extends SimpleChannelInboundHandler<Frame> {

    StreamHandler() {
        super(Frame.class, false);
    }

    /** A frame other than heartbeats and failures; to be released by the one who takes it. */
    abstract void take(ChannelHandlerContext ctx, Frame frame);

    /** The peer said why it ended the stream. */
    abstract void peerFailed(ChannelHandlerContext ctx, String why);

    /** What came is not allowed, or nothing came for too long. */
    abstract void broken(ChannelHandlerContext ctx, String why);

    /** The connection is gone. */
    abstract void lost();

    @Override
    protected final void channelRead0(ChannelHandlerContext ctx, Frame frame) {
        switch (frame.type()) {
            case HEARTBEAT -> frame.release();
            case FAILURE -> {
                try {
                    peerFailed(ctx, Failure.read(frame.head()).message());
                } finally {
                    frame.release();
                }
            }
            default -> take(ctx, frame);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (!(event instanceof IdleStateEvent idle)) {
            super.userEventTriggered(ctx, event);
        } else if (idle.state() == IdleState.WRITER_IDLE) {
            send(ctx.channel(), FrameType.HEARTBEAT, head -> {});
        } else if (ctx.channel().config().isAutoRead()) {
            // With reading switched off it is us who do not listen.
            broken(ctx, "nothing was heard from " + ctx.channel().remoteAddress() + " for too long");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broken(ctx, Causes.describe(cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost();
    }

    /** Sends a frame without data; the connection's own thread or any other. */
    static ChannelFuture send(Channel channel, FrameType type, Consumer<ByteBuf> head) {
        ByteBuf bytes = channel.alloc().buffer();
        head.accept(bytes);
        return channel.writeAndFlush(Frame.withoutData(type, bytes));
    }
}
