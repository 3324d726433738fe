package io.crj.wire.stream.frame;

import io.crj.wire.WireException;
import io.crj.wire.stream.StreamLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.zip.CRC32C;

/**
 * Cuts a byte stream into frames and lets only whole, sealed, consecutive ones pass.
 *
 * <p>Holds one header and one payload of the announced length, which has been checked before it is allocated. The first
 * corrupt frame is reported once, as a {@link WireException}; all that follows is thrown away unread.
 */
public final class FrameDecoder extends ChannelInboundHandlerAdapter {

    private final StreamLimits limits;
    private final CRC32C crc = new CRC32C();
    private ByteBuf headerBytes;
    private FrameHeader header;
    private ByteBuf payload;
    private long nextSequence;
    private boolean corrupt;

    public FrameDecoder(StreamLimits limits) {
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        headerBytes = ctx.alloc().directBuffer(FrameHeader.BYTES, FrameHeader.BYTES);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        headerBytes.release();
        dropPayload();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (!corrupt && in.isReadable()) {
                take(ctx, in);
            }
        } catch (WireException notAFrame) {
            corrupt = true;
            dropPayload();
            ctx.fireExceptionCaught(notAFrame);
        } finally {
            in.release();
        }
    }

    private void take(ChannelHandlerContext ctx, ByteBuf in) {
        if (header == null) {
            fill(headerBytes, in);
            if (headerBytes.isWritable()) {
                return;
            }
            header = FrameHeader.read(headerBytes, nextSequence, limits);
            payload = ctx.alloc().directBuffer(Math.max(1, header.payloadBytes()), Math.max(1, header.payloadBytes()));
        }
        int missing = header.payloadBytes() - payload.readableBytes();
        payload.writeBytes(in, Math.min(missing, in.readableBytes()));
        if (payload.readableBytes() == header.payloadBytes()) {
            emit(ctx);
        }
    }

    private void emit(ChannelHandlerContext ctx) {
        checkCrc();
        Frame frame = new Frame(header.type(), payload, Unpooled.EMPTY_BUFFER, header.packed(), header.rawBytes());
        nextSequence++;
        header = null;
        payload = null;
        headerBytes.clear();
        ctx.fireChannelRead(frame);
    }

    private void checkCrc() {
        crc.reset();
        crc.update(headerBytes.nioBuffer(0, FrameHeader.CRC_OFFSET));
        crc.update(payload.nioBuffer());
        if ((int) crc.getValue() != header.crc()) {
            throw new WireException(String.format(
                    "corrupt stream at frame %d: its %s of %d bytes has checksum %08x, not %08x",
                    nextSequence, header.type(), header.payloadBytes(), (int) crc.getValue(), header.crc()));
        }
    }

    private static void fill(ByteBuf to, ByteBuf from) {
        to.writeBytes(from, Math.min(to.writableBytes(), from.readableBytes()));
    }

    private void dropPayload() {
        if (payload != null) {
            payload.release();
            payload = null;
        }
    }
}
