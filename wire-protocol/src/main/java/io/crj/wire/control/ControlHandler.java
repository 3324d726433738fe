package io.crj.wire.control;

import com.google.protobuf.MessageLite;
import io.crj.wire.WireException;
import io.crj.wire.channel.Causes;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;

/**
 * Either end of a control connection: heartbeats, the loss of the peer, and one reason for the end, whatever ends it.
 *
 * @param <I> messages that arrive
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
abstract class ControlHandler<I extends MessageLite> extends SimpleChannelInboundHandler<I> {

    private String endReason;

    ControlHandler(Class<I> type) {
        super(type);
    }

    /** The connection is gone; called once. */
    abstract void ended(String why);

    /** Ends the connection, after what was written before has left. */
    final void end(ChannelHandlerContext ctx, String why) {
        if (endReason == null) {
            endReason = why;
        }
        ctx.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (!(event instanceof IdleStateEvent idle)) {
            super.userEventTriggered(ctx, event);
        } else if (idle.state() == IdleState.WRITER_IDLE) {
            ctx.writeAndFlush(ControlFrames.heartbeat(ctx));
        } else {
            end(ctx, "nothing was heard from " + ctx.channel().remoteAddress() + " for too long");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(ctx, Causes.describe(cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended(endReason == null ? "the other end closed the connection" : endReason);
    }

    static WireException unexpected(String what, MessageLite message) {
        return new WireException(what + ", but a message of " + message.getSerializedSize() + " bytes came");
    }
}
