package io.crj.engine.cli;

import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import io.crj.engine.linux.abi.Mman;
import java.nio.ByteBuffer;

/** Watches a restore go by, for its statistics. */
final class RestoreProgress {

    private final long begin = System.nanoTime();
    private long pages;
    private long made;

    /** Hands everything on to {@code restorer}, and counts. */
    ImageSink of(ImageSink restorer) {
        return new ImageSink() {
            @Override
            public void file(String name, byte[] content) {
                restorer.file(name, content);
            }

            @Override
            public void pages(PageSpace space, long address, ByteBuffer bytes) {
                pages += bytes.remaining() / Mman.PAGE_BYTES;
                restorer.pages(space, address, bytes);
                made();
            }

            @Override
            public void present(PageSpace space, long[] startEndPairs) {
                restorer.present(space, startEndPairs);
                made();
            }

            @Override
            public void endOfRound(int number) {
                restorer.endOfRound(number);
            }

            @Override
            public void endOfImage() {
                restorer.endOfImage();
            }
        };
    }

    /** The restorer makes the processes when it first hears of pages. */
    private void made() {
        if (made == 0) {
            made = System.nanoTime();
        }
    }

    /** The tree is complete. */
    StatsFile end() {
        return StatsFile.ofRestore(pages, made == 0 ? 0 : made - begin, System.nanoTime() - begin);
    }
}
