package io.crj.agent.session;

import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import io.crj.wire.stream.ImageFrames;
import java.nio.ByteBuffer;

/** Hands what arrives over the stream to the engine. */
final class FramesInput implements ImageFrames {

    private static final int ZERO_BYTES = 1 << 20;

    private final ImageSink sink;
    private final ByteBuffer zeroes = ByteBuffer.allocateDirect(ZERO_BYTES);

    FramesInput(ImageSink sink) {
        this.sink = sink;
    }

    @Override
    public void file(String name, byte[] content) {
        sink.file(name, content);
    }

    @Override
    public void pages(Space space, long address, ByteBuffer pages) {
        sink.pages(engine(space), address, pages);
    }

    @Override
    public void zeroes(Space space, long address, long pageCount) {
        PageSpace of = engine(space);
        long bytes = pageCount * PAGE_BYTES;
        for (long done = 0; done < bytes; done += ZERO_BYTES) {
            int length = (int) Math.min(ZERO_BYTES, bytes - done);
            sink.pages(of, address + done, zeroes.duplicate().limit(length));
        }
    }

    @Override
    public void present(Space space, long[] startEndPairs) {
        sink.present(engine(space), startEndPairs);
    }

    @Override
    public void endOfRound(int number) {
        sink.endOfRound(number);
    }

    @Override
    public void endOfImage() {
        sink.endOfImage();
    }

    private static PageSpace engine(Space space) {
        return switch (space.kind()) {
            case PROCESS -> PageSpace.process(space.id());
            case SHARED -> PageSpace.shared(space.id());
        };
    }
}
