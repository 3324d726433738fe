package io.crj.engine.image;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.PstreeEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads a complete image directory, written by crj or by CRIU, and plays it to a sink. */
public final class ImageReader implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 20;

    private final ImageSet image;
    private final ImageLayer pages;

    private ImageReader(ImageSet image, ImageLayer pages) {
        this.image = image;
        this.pages = pages;
    }

    /**
     * Opens and checks a directory; its parents are followed.
     *
     * @throws ImageFormatException when it is incomplete or damaged
     * @throws EngineException when it holds state that crj cannot restore, naming the file
     */
    public static ImageReader open(Path directory) {
        ImageSet image = ImageSet.of(metadata(directory));
        if (!image.has(ImageKind.INVENTORY, 0)) {
            throw new ImageFormatException(
                    directory.toString(), "has no inventory.img: not an image directory, or an incomplete one");
        }
        int version = image.one(InventoryEntry.class, ImageKind.INVENTORY, 0).getImgVersion();
        if (version != InventoryFile.VERSION) {
            throw new ImageFormatException(
                    ImageKind.INVENTORY.fileName(0), "image version " + version + ", only 2 is supported");
        }
        return new ImageReader(image, ImageLayer.open(directory));
    }

    private static Map<String, byte[]> metadata(Path directory) {
        Map<String, byte[]> files = new TreeMap<>();
        try (DirectoryStream<Path> present = Files.newDirectoryStream(directory)) {
            for (Path file : present) {
                String name = file.getFileName().toString();
                if (RestorableFiles.isUsed(name)) {
                    files.put(name, MetadataFile.read(file));
                }
            }
        } catch (IOException e) {
            throw new EngineException("cannot read image directory " + directory + ": " + e, e);
        }
        return files;
    }

    /** The metadata files. */
    public ImageSet image() {
        return image;
    }

    /** All pids and tids the image needs, the root's first. */
    public List<Integer> pids() {
        return image.messages(PstreeEntry.class, ImageKind.PSTREE, 0).stream()
                .flatMap(entry -> Stream.concat(Stream.of(entry.getPid()), entry.getThreadsList().stream()))
                .distinct()
                .toList();
    }

    /** Hands everything over: files, the list of pages, pages, end. */
    public void play(ImageSink sink) {
        image.files().forEach(sink::file);
        pages.pagemaps()
                .forEach(map ->
                        sink.present(map.getKey(), map.getValue().ranges().toPairs()));
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        // Parents first: what their children have in common with them is there by then.
        List<Integer> order = pids();
        StreamSupport.stream(pages.pagemaps().spliterator(), false)
                .sorted(Comparator.comparingInt(map -> order(order, map.getKey())))
                .forEach(map -> play(map.getKey(), map.getValue(), sink, buffer));
        sink.endOfImage();
    }

    private static int order(List<Integer> pids, PageSpace space) {
        return space.kind() == PageSpace.Kind.SHARED ? pids.size() : pids.indexOf((int) space.id());
    }

    private void play(PageSpace space, Pagemap map, ImageSink sink, ByteBuffer buffer) {
        for (int run = 0; run < map.count(); run++) {
            for (long at = map.start(run); at < map.end(run); at += BUFFER_BYTES) {
                buffer.clear().limit((int) Math.min(BUFFER_BYTES, map.end(run) - at));
                pages.read(space, at, buffer);
                sink.pages(space, at, buffer.flip());
            }
        }
    }

    @Override
    public void close() {
        pages.close();
    }
}
