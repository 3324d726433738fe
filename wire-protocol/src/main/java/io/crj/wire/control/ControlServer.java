package io.crj.wire.control;

import io.crj.wire.Identity;
import io.crj.wire.WireLimits;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.ToAgent;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;

/** An agent's end of control connections. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
public final class ControlServer {

    private final Identity self;
    private final ControlService service;
    private final WireLimits limits;

    public ControlServer(Identity self, ControlService service, WireLimits limits) {
        this.self = self;
        this.service = service;
        this.limits = limits;
    }

    /** Handlers for one accepted connection. */
    public List<ChannelHandler> handlers() {
        return List.of(new ControlFrames<>(ToAgent.parser(), limits.controlMessageBytes()), new Handler());
    }

    private final class Handler extends ControlHandler<ToAgent> implements ControlPeer {

        private Handshake handshake;
        private ChannelHandlerContext context;

        Handler() {
            super(ToAgent.class);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
            handshake = new Handshake(self, ctx.channel());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ToAgent message) {
            switch (handshake.state()) {
                case STRANGER -> greet(ctx, message);
                case OPEN -> request(ctx, message);
                case REFUSED -> {
                    // The answer that refused it is on its way; nothing more is read from this peer.
                }
            }
        }

        private void greet(ChannelHandlerContext ctx, ToAgent message) {
            var written = ctx.writeAndFlush(handshake.first(message));
            if (handshake.state() == Handshake.State.REFUSED) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        private void request(ChannelHandlerContext ctx, ToAgent message) {
            String objection = handshake.objection(message);
            if (objection == null) {
                service.request(this, message);
            } else {
                end(ctx, objection);
            }
        }

        @Override
        void ended(String why) {
            if (handshake.state() == Handshake.State.OPEN) {
                service.disconnected(this, why);
            }
        }

        @Override
        public Identity identity() {
            return handshake.peer();
        }

        @Override
        public String address() {
            return String.valueOf(context.channel().remoteAddress());
        }

        @Override
        public void send(FromAgent message) {
            context.writeAndFlush(message);
        }
    }
}
