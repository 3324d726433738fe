package io.crj.engine.image;

import static io.crj.engine.linux.abi.Fcntl.O_RDWR;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import java.nio.file.Path;
import java.util.Map;

/**
 * Frees what nobody reads any more: pages of a directory's parents that a directory nearer to the end of the chain has again.
 * The parents are of no use without the directory from then on.
 */
public final class ImageDedup {

    private ImageDedup() {}

    /**
     * Punches holes into the pages files of all parents of {@code directory}.
     *
     * @return bytes that were given back to the file system, at most
     * @throws io.crj.engine.error.EngineException when the images cannot be read, or the file system makes no holes
     */
    public static long run(Path directory) {
        long freedBytes = 0;
        try (ImageLayer newest = ImageLayer.open(directory)) {
            for (ImageLayer layer = newest; layer.parent() != null; layer = layer.parent()) {
                for (Map.Entry<PageSpace, Pagemap> map : layer.pagemaps()) {
                    freedBytes += free(layer.parent(), map.getKey(), map.getValue());
                }
            }
        }
        return freedBytes;
    }

    /** Frees, in {@code old} and its parents, what {@code map} has itself. */
    private static long free(ImageLayer old, PageSpace space, Pagemap map) {
        long freedBytes = 0;
        for (ImageLayer layer = old; layer != null; layer = layer.parent()) {
            Pagemap hidden = layer.pagemap(space);
            if (hidden != null && hidden.storedBytes() > 0) {
                PageRanges both = hidden.stored().minus(hidden.stored().minus(map.stored()));
                freedBytes += punch(layer.pagesFile(hidden), hidden, both);
            }
        }
        return freedBytes;
    }

    private static long punch(Path file, Pagemap hidden, PageRanges ranges) {
        long freedBytes = 0;
        try (Fd pages = FileCalls.open(file.toString(), O_RDWR, 0)) {
            for (int i = 0; i < ranges.count(); i++) {
                long at = ranges.start(i);
                while (at < ranges.end(i)) {
                    int run = hidden.find(at);
                    long end = Math.min(ranges.end(i), hidden.end(run));
                    FileCalls.punchHole(pages, hidden.offset(run) + at - hidden.start(run), end - at);
                    freedBytes += end - at;
                    at = end;
                }
            }
        }
        return freedBytes;
    }
}
