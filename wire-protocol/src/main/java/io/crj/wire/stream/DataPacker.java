package io.crj.wire.stream;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.crj.wire.stream.frame.Frame;
import io.crj.wire.stream.frame.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/** Packs the data of frames with zstd where that makes them shorter. One thread at a time. */
final class DataPacker implements AutoCloseable {

    /** Less than this is not worth the call. */
    private static final int MIN_BYTES = 256;

    private final boolean enabled;
    private final ByteBufAllocator allocator;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private final ByteBuffer scratch;

    DataPacker(Compression compression, int maxBytes, ByteBufAllocator allocator) {
        this.enabled = compression.enabled();
        this.allocator = allocator;
        zstd.setLevel(compression.level());
        scratch = ByteBuffer.allocateDirect(enabled ? Math.toIntExact(Zstd.compressBound(maxBytes)) : 0);
    }

    /** A frame of {@code head} and {@code data}, both of which it takes over. */
    Frame frame(FrameType type, ByteBuf head, ByteBuf data) {
        int raw = data.readableBytes();
        if (!enabled || raw < MIN_BYTES) {
            return new Frame(type, head, data, false, raw);
        }
        ByteBuffer source = data.nioBuffer();
        int packed = zstd.compressDirectByteBuffer(
                scratch, 0, scratch.capacity(), source, source.position(), source.remaining());
        if (packed > raw - raw / 16) {
            return new Frame(type, head, data, false, raw);
        }
        data.release();
        ByteBuf exact = allocator
                .directBuffer(packed, packed)
                .writeBytes(scratch.duplicate().limit(packed));
        return new Frame(type, head, exact, true, raw);
    }

    @Override
    public void close() {
        zstd.close();
    }
}
