package io.crj.wire.stream;

import io.crj.wire.WireException;
import io.crj.wire.stream.body.Ack;
import io.crj.wire.stream.body.StreamHello;
import io.crj.wire.stream.frame.Frame;
import io.crj.wire.stream.frame.FrameType;
import io.netty.channel.ChannelHandlerContext;

/** Tells the sending thread, through its gate, what the receiver says. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class SenderHandler extends StreamHandler {

    private final StreamHello hello;
    private final SenderGate gate;
    private final String receiver;

    SenderHandler(StreamHello hello, SenderGate gate, String receiver) {
        this.hello = hello;
        this.gate = gate;
        this.receiver = receiver;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        send(ctx.channel(), FrameType.HELLO, hello::writeTo);
    }

    @Override
    void take(ChannelHandlerContext ctx, Frame frame) {
        try {
            switch (frame.type()) {
                case WELCOME -> gate.update(SenderSession::welcomed);
                case ACK -> {
                    Ack ack = Ack.read(frame.head());
                    gate.update(session -> session.acknowledged(ack.round()));
                }
                default -> throw new WireException("the receiver sent a " + frame.type() + " frame");
            }
        } finally {
            frame.release();
        }
    }

    @Override
    void peerFailed(ChannelHandlerContext ctx, String why) {
        gate.update(session -> session.failed("the target at " + receiver + " ended the stream: " + why));
        ctx.close();
    }

    @Override
    void broken(ChannelHandlerContext ctx, String why) {
        gate.update(session -> session.failed("the stream to " + receiver + " broke: " + why));
        ctx.close();
    }

    @Override
    void lost() {
        gate.update(session -> session.failed("the stream to " + receiver + " broke: the connection was closed"));
    }
}
