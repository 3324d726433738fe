package io.crj.wire.control;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.crj.wire.WireException;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.ToAgent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control messages as frames: four bytes of length, big endian, then the message.
 *
 * <p>Length 0 is a heartbeat and means nothing more. A length beyond the limit is a {@link WireException} before any of the
 * message has been kept.
 *
 * @param <I> messages that arrive
 */
final class ControlFrames<I extends MessageLite> extends ByteToMessageCodec<MessageLite> {

    private static final Logger LOG = LoggerFactory.getLogger(ControlFrames.class);
    private static final int LENGTH_BYTES = 4;

    private final Parser<I> parser;
    private final int maxBytes;

    ControlFrames(Parser<I> parser, int maxBytes) {
        super(MessageLite.class);
        this.parser = parser;
        this.maxBytes = maxBytes;
    }

    static ByteBuf heartbeat(ChannelHandlerContext ctx) {
        return ctx.alloc().buffer(LENGTH_BYTES).writeInt(0);
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, MessageLite message, ByteBuf out) {
        byte[] bytes = message.toByteArray();
        checkLength(bytes.length);
        tell("sends", message, ctx);
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws IOException {
        if (in.readableBytes() < LENGTH_BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        try {
            checkLength(length);
        } catch (WireException outOfBounds) {
            in.skipBytes(in.readableBytes());
            throw outOfBounds;
        }
        if (in.readableBytes() < LENGTH_BYTES + length) {
            return;
        }
        in.skipBytes(LENGTH_BYTES);
        if (length > 0) {
            try (ByteBufInputStream message = new ByteBufInputStream(in, length)) {
                I received = parser.parseFrom(message);
                tell("receives", received, ctx);
                out.add(received);
            }
        }
    }

    private static void tell(String what, MessageLite message, ChannelHandlerContext ctx) {
        SocketAddress peer = ctx.channel().remoteAddress();
        if (message instanceof ToAgent request) {
            LOG.debug("{} {} of migration {}, peer {}", what, request.getBodyCase(), request.getMigrationId(), peer);
        } else if (message instanceof FromAgent answer) {
            LOG.debug("{} {} of migration {}, peer {}", what, answer.getBodyCase(), answer.getMigrationId(), peer);
        }
    }

    private void checkLength(int length) {
        if (length < 0 || length > maxBytes) {
            throw new WireException(
                    "control message of " + Integer.toUnsignedString(length) + " bytes, allowed are " + maxBytes);
        }
    }
}
