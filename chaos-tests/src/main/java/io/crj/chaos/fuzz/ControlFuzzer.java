package io.crj.chaos.fuzz;

import com.google.protobuf.InvalidProtocolBufferException;
import io.crj.chaos.simulation.clock.Dice;
import io.crj.wire.Identity;
import io.crj.wire.WireException;
import io.crj.wire.WireLimits;
import io.crj.wire.control.ControlPeer;
import io.crj.wire.control.ControlServer;
import io.crj.wire.control.ControlService;
import io.crj.wire.message.ToAgent;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** A coordinator that talks nonsense to an agent's control connection: a greeting, then requests, changed here and there. */
final class ControlFuzzer implements Fuzzer {

    private static final Identity COORDINATOR = Identity.coordinator("fuzz", "stranger");

    private final ControlServer server =
            new ControlServer(Identity.agent("fuzz", "host"), new Ignoring(), WireLimits.DEFAULT);

    @Override
    public String name() {
        return "control messages";
    }

    @Override
    public long allowedBytes() {
        return 1 << 20;
    }

    @Override
    public int feed(Dice dice) {
        byte[] talk = talk(dice);
        byte[] sent = dice.chance(0.8) ? Bytes.changed(talk, dice) : Bytes.random(dice.below(200), dice);
        List<ChannelHandler> handlers = server.handlers();
        Spy spy = new Spy();
        EmbeddedChannel channel = new EmbeddedChannel(handlers.get(0), spy, handlers.get(1));
        try {
            for (int at = 0; at < sent.length && channel.isOpen(); ) {
                int end = Math.min(sent.length, at + 1 + dice.below(sent.length));
                channel.writeInbound(Unpooled.wrappedBuffer(sent, at, end - at));
                at = end;
            }
            channel.runPendingTasks();
            spy.judge(channel);
        } finally {
            channel.finishAndReleaseAll();
        }
        return sent.length;
    }

    private static byte[] talk(Dice dice) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(
                out,
                ToAgent.newBuilder()
                        .setRequestId(1)
                        .setHello(COORDINATOR.toHello())
                        .build());
        for (int count = dice.below(4); count > 0; count--) {
            write(out, (ToAgent) Messages.random(ToAgent.getDefaultInstance(), dice));
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, ToAgent message) {
        byte[] bytes = message.toByteArray();
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    /** Sees what the decoder throws. */
    private static final class Spy extends ChannelInboundHandlerAdapter {

        private Throwable seen;

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            seen = cause;
            ctx.fireExceptionCaught(cause);
        }

        void judge(EmbeddedChannel channel) {
            if (seen == null) {
                return;
            }
            Throwable cause = seen instanceof DecoderException && seen.getCause() != null ? seen.getCause() : seen;
            if (!(cause instanceof WireException || cause instanceof InvalidProtocolBufferException)) {
                throw new FuzzFinding("an exception of another kind: " + cause, cause);
            }
            if (channel.isOpen()) {
                throw new FuzzFinding("the connection stays open after " + cause);
            }
        }
    }

    /** An agent that answers nothing. */
    private static final class Ignoring implements ControlService {
        @Override
        public void request(ControlPeer peer, ToAgent request) {
            // What agents make of a request has a fuzzer of its own.
        }

        @Override
        public void disconnected(ControlPeer peer, String why) {
            // Nothing was begun.
        }
    }
}
