package io.crj.wire.stream;

import io.crj.wire.WireException;
import io.crj.wire.pki.HostRole;
import io.crj.wire.stream.body.StreamHello;
import io.crj.wire.stream.frame.Frame;
import io.crj.wire.stream.frame.FrameType;
import io.crj.wire.tls.Peers;
import io.netty.channel.ChannelHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An accepted stream: finds its receiver by the hello, then feeds it. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class ReceiverHandler extends StreamHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ReceiverHandler.class);

    private final StreamDirectory directory;
    private StreamReceiver receiver;
    private boolean refused;

    ReceiverHandler(StreamDirectory directory) {
        this.directory = directory;
    }

    @Override
    void take(ChannelHandlerContext ctx, Frame frame) {
        if (receiver != null) {
            receiver.offer(frame, ctx.channel());
            return;
        }
        try {
            if (!refused) {
                greet(ctx, frame);
            }
        } finally {
            frame.release();
        }
    }

    private void greet(ChannelHandlerContext ctx, Frame frame) {
        if (frame.type() != FrameType.HELLO) {
            throw new WireException("the first frame of a stream must be a HELLO, not a " + frame.type());
        }
        Peers.require(HostRole.AGENT, ctx.channel(), "open an image stream");
        StreamHello hello = StreamHello.read(frame.head());
        StreamReceiver found = directory.find(hello.migrationId());
        if (found == null) {
            throw new WireException("no migration " + hello.migrationId() + " is prepared here");
        }
        found.welcome(hello, ctx.channel());
        receiver = found;
        send(ctx.channel(), FrameType.WELCOME, head -> {});
    }

    @Override
    void peerFailed(ChannelHandlerContext ctx, String why) {
        if (receiver != null) {
            receiver.lost("the source ended the stream: " + why);
        }
        ctx.close();
    }

    @Override
    void broken(ChannelHandlerContext ctx, String why) {
        if (receiver != null) {
            LOG.info("stream from {}: {}", ctx.channel().remoteAddress(), why);
            receiver.fail(why);
        } else {
            LOG.warn("refused the stream from {}: {}", ctx.channel().remoteAddress(), why);
            refused = true;
            StreamReceiver.farewell(ctx.channel(), why);
        }
    }

    @Override
    void lost() {
        if (receiver != null) {
            receiver.lost("the connection from the source was closed before the end of the image");
        }
    }
}
