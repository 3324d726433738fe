package io.crj.wire.stream.frame;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.zip.CRC32C;

/** Numbers frames in the order they leave, seals them with a CRC and writes their buffers without copying the data. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
public final class FrameEncoder extends ChannelOutboundHandlerAdapter {

    private final CRC32C crc = new CRC32C();
    private long nextSequence;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        Frame frame = (Frame) message;
        try {
            ByteBuf header = ctx.alloc().buffer(FrameHeader.BYTES);
            new FrameHeader(frame.type(), frame.packed(), nextSequence++, frame.payloadBytes(), frame.rawBytes(), 0)
                    .writeTo(header);
            crc.reset();
            update(header);
            update(frame.head());
            update(frame.data());
            ctx.write(header.writeInt((int) crc.getValue()));
            ctx.write(frame.head().retain());
            ctx.write(frame.data().retain(), promise);
        } finally {
            frame.release();
        }
    }

    private void update(ByteBuf part) {
        if (part.isReadable()) {
            crc.update(part.nioBuffer());
        }
    }
}
