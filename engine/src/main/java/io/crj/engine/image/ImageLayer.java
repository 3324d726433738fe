package io.crj.engine.image;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The pages of one directory, with those of its parents behind them.
 *
 * <pre>
 *   dump ──parent──► round 2 ──parent──► round 1
 *   a run that is "in the parent" is looked up one directory further right, page by page if need be
 * </pre>
 */
final class ImageLayer implements AutoCloseable {

    /** Name of the link to the directory that this one adds to. */
    static final String PARENT = "parent";

    private final Path directory;
    private final ImageLayer parent;
    private final Map<PageSpace, Pagemap> pagemaps = new TreeMap<>(PageSpace.ORDER);
    private final Map<Integer, FileChannel> pages = new HashMap<>();

    private ImageLayer(Path directory, ImageLayer parent) {
        this.directory = directory;
        this.parent = parent;
    }

    static ImageLayer open(Path directory) {
        return open(directory, new HashSet<>());
    }

    private static ImageLayer open(Path directory, Set<Path> above) {
        ImageLayer layer = null;
        try {
            if (!above.add(directory.toRealPath())) {
                throw new ImageFormatException(directory.toString(), "is its own parent");
            }
            Path link = directory.resolve(PARENT);
            boolean increment = Files.exists(link, LinkOption.NOFOLLOW_LINKS);
            layer = new ImageLayer(directory, increment ? open(link, above) : null);
            layer.load();
            return layer;
        } catch (IOException e) {
            closeQuietly(layer);
            throw new EngineException("cannot read image directory " + directory + ": " + e, e);
        } catch (RuntimeException e) {
            closeQuietly(layer);
            throw e;
        }
    }

    private static void closeQuietly(ImageLayer layer) {
        if (layer != null) {
            layer.close();
        }
    }

    private void load() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "pagemap-*.img")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                Optional<ImageFileName> parsed = ImageFileName.parse(name);
                if (parsed.isPresent()) {
                    PageSpace space = space(parsed.get());
                    Pagemap map = Pagemap.parse(parsed.get().kind(), name, MetadataFile.read(file));
                    pagemaps.put(space, map);
                    if (map.storedBytes() > 0) {
                        openPages(map);
                    }
                }
            }
        }
    }

    private static PageSpace space(ImageFileName name) {
        return name.kind() == ImageKind.SHMEM_PAGEMAP ? PageSpace.shared(name.id()) : PageSpace.process(name.id());
    }

    /** All spaces with pages, processes first. */
    Iterable<Map.Entry<PageSpace, Pagemap>> pagemaps() {
        return pagemaps.entrySet();
    }

    /** {@code null} for a directory that adds to none. */
    ImageLayer parent() {
        return parent;
    }

    /** {@code null} when this directory says nothing about {@code space}. */
    Pagemap pagemap(PageSpace space) {
        return pagemaps.get(space);
    }

    Path pagesFile(Pagemap map) {
        return directory.resolve(ImageKind.PAGES.fileName(map.pagesId()));
    }

    /** The ranges of {@code space} in this directory and its parents. */
    PageRanges ranges(PageSpace space) {
        Pagemap map = pagemaps.get(space);
        return map == null ? new PageRanges() : map.ranges();
    }

    /**
     * Fills {@code into} with the pages from {@code address} on.
     *
     * @throws ImageFormatException when a page is nowhere
     */
    void read(PageSpace space, long address, ByteBuffer into) {
        Pagemap map = pagemaps.get(space);
        int limit = into.limit();
        long at = address;
        while (into.position() < limit) {
            int run = map == null ? -1 : map.find(at);
            if (run < 0) {
                throw new ImageFormatException(
                        directory + "/pagemap of " + space, "has no page at 0x" + Long.toHexString(at));
            }
            int bytes = (int) Math.min(limit - into.position(), map.end(run) - at);
            into.limit(into.position() + bytes);
            readRun(map, run, space, at, into);
            into.limit(limit);
            at += bytes;
        }
    }

    private void readRun(Pagemap map, int run, PageSpace space, long address, ByteBuffer into) {
        if (map.offset(run) != Pagemap.ELSEWHERE) {
            readStored(map, map.offset(run) + address - map.start(run), into);
            return;
        }
        if (parent == null) {
            throw new ImageFormatException(
                    map.name(),
                    "refers to a parent directory for 0x" + Long.toHexString(address) + ", but there is none");
        }
        parent.read(space, address, into);
    }

    private void readStored(Pagemap map, long offset, ByteBuffer into) {
        long position = offset;
        try {
            FileChannel channel = pages.get(map.pagesId());
            while (into.hasRemaining()) {
                int n = channel.read(into, position);
                if (n < 0) {
                    throw new ImageFormatException(
                            ImageKind.PAGES.fileName(map.pagesId()), "was cut off while being read");
                }
                position += n;
            }
        } catch (IOException e) {
            throw new EngineException("cannot read pages of " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Opens the pages file of {@code map} and checks that it is as long as the map says. */
    private void openPages(Pagemap map) throws IOException {
        Path file = pagesFile(map);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel other = pages.put(map.pagesId(), channel);
        if (other != null) {
            other.close();
        }
        if (other != null || channel.size() != map.storedBytes()) {
            throw new ImageFormatException(
                    file.toString(),
                    "has " + channel.size() + " bytes, " + map.name() + " says " + map.storedBytes()
                            + ": truncated or of another dump");
        }
    }

    @Override
    public void close() {
        for (FileChannel channel : pages.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new EngineException("cannot close pages of " + directory + ": " + e.getMessage(), e);
            }
        }
        closeQuietly(parent);
    }
}
