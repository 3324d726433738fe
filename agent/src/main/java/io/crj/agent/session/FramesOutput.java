package io.crj.agent.session;

import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import io.crj.wire.stream.ImageFrames;
import java.nio.ByteBuffer;

/** Hands what the engine dumps to the stream. */
final class FramesOutput implements ImageSink {

    private final ImageFrames frames;

    FramesOutput(ImageFrames frames) {
        this.frames = frames;
    }

    @Override
    public void file(String name, byte[] content) {
        frames.file(name, content);
    }

    @Override
    public void pages(PageSpace space, long address, ByteBuffer pages) {
        frames.pages(wire(space), address, pages);
    }

    @Override
    public void present(PageSpace space, long[] startEndPairs) {
        frames.present(wire(space), startEndPairs);
    }

    @Override
    public void endOfRound(int number) {
        frames.endOfRound(number);
    }

    @Override
    public void endOfImage() {
        frames.endOfImage();
    }

    private static ImageFrames.Space wire(PageSpace space) {
        return new ImageFrames.Space(
                switch (space.kind()) {
                    case PROCESS -> ImageFrames.Space.Kind.PROCESS;
                    case SHARED -> ImageFrames.Space.Kind.SHARED;
                },
                space.id());
    }
}
