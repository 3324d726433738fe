package io.crj.agent.session;

import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A small image in memory: every call as it came, to be made again. */
final class RecordedImage implements ImageSink {

    private final List<Consumer<ImageSink>> calls = new ArrayList<>();

    /** Makes the same calls to {@code sink}. */
    void replay(ImageSink sink) {
        calls.forEach(call -> call.accept(sink));
    }

    @Override
    public void file(String name, byte[] content) {
        byte[] kept = content.clone();
        calls.add(sink -> sink.file(name, kept));
    }

    @Override
    public void pages(PageSpace space, long address, ByteBuffer pages) {
        ByteBuffer kept =
                ByteBuffer.allocateDirect(pages.remaining()).put(pages).flip();
        calls.add(sink -> sink.pages(space, address, kept.duplicate()));
    }

    @Override
    public void present(PageSpace space, long[] startEndPairs) {
        long[] kept = startEndPairs.clone();
        calls.add(sink -> sink.present(space, kept));
    }

    @Override
    public void endOfRound(int number) {
        calls.add(sink -> sink.endOfRound(number));
    }

    @Override
    public void endOfImage() {
        calls.add(ImageSink::endOfImage);
    }
}
