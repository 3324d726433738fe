package io.crj.wire.stream;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.crj.wire.WireException;
import io.crj.wire.stream.frame.Frame;
import java.nio.ByteBuffer;

/** Gives the data of frames as it was before packing. One thread at a time. */
final class DataUnpacker implements AutoCloseable {

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final ByteBuffer room;

    DataUnpacker(int maxRawBytes) {
        room = ByteBuffer.allocateDirect(maxRawBytes);
    }

    /**
     * The data of a frame whose head has been read.
     *
     * @return direct buffer, good until the next call or the frame's release
     * @throws WireException when the data is not of the announced length
     */
    ByteBuffer data(Frame frame) {
        ByteBuffer source = frame.head().nioBuffer();
        if (!frame.packed()) {
            check(source.remaining(), frame);
            return source;
        }
        try {
            int length = zstd.decompressDirectByteBuffer(
                    room, 0, frame.rawBytes(), source, source.position(), source.remaining());
            check(length, frame);
            return room.duplicate().limit(length);
        } catch (ZstdException broken) {
            throw new WireException(
                    frame.type() + " frame: its data does not unpack to " + frame.rawBytes() + " bytes: "
                            + broken.getMessage(),
                    broken);
        }
    }

    private static void check(int length, Frame frame) {
        if (length != frame.rawBytes()) {
            throw new WireException(
                    frame.type() + " frame announces " + frame.rawBytes() + " bytes of data and has " + length);
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}
