package io.crj.wire.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Next to the socket until a peer is believed: a refused one gets the alert that says so before the connection ends. A
 * close with unread data would make the kernel send a reset, which overtakes the alert (RFC 1122, section 4.2.2.13).
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed close ends in channelInactive
public final class LingeringClose extends ChannelDuplexHandler {

    private static final long LINGER_MILLIS = 1000;

    private boolean heard;
    private boolean closing;

    /** Whether the peer has sent anything at all. */
    boolean hasHeard() {
        return heard;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        heard = true;
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        Channel channel = ctx.channel();
        if (!channel.isActive()) {
            ctx.close(promise);
            return;
        }
        channel.closeFuture().addListener(closed -> promise.trySuccess());
        if (!closing) {
            closing = true;
            ((DuplexChannel) channel).shutdownOutput();
            // When the peer closes first, so does the channel, and this changes nothing any more.
            ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
