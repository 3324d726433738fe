package io.crj.engine.image;

import io.crj.engine.error.EngineException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Writes one image directory: a final dump, or one pre-dump round.
 *
 * <p>Pages of one space have to come in ascending order. With a parent, pages whose content the parent has are not
 * written again, and pages of the image that were not sent now are marked as being there. {@code inventory.img} is written
 * last: a directory without it is incomplete.
 */
public final class ImageDirectory implements ImageSink, AutoCloseable {

    static final int PAGE_BYTES = 4096;

    private static final String INVENTORY = ImageKind.INVENTORY.fileName(0);

    private final DirectoryFiles files;
    private final ImageLayer parent;
    private final Map<PageSpace, SpaceWriter> spaces = new TreeMap<>(PageSpace.ORDER);
    private final Map<PageSpace, PageRanges> present = new TreeMap<>(PageSpace.ORDER);
    private byte[] inventory;
    private boolean finished;

    private ImageDirectory(DirectoryFiles files, ImageLayer parent) {
        this.files = files;
        this.parent = parent;
    }

    /**
     * Begins a directory.
     *
     * @param directory is created if need be; may hold anything but images
     * @param parentLink the directory this one adds to, absolute or relative to {@code directory}
     */
    public static ImageDirectory create(Path directory, Optional<Path> parentLink) {
        DirectoryFiles files = DirectoryFiles.prepare(directory);
        if (parentLink.isEmpty()) {
            return new ImageDirectory(files, null);
        }
        ImageLayer parent = openParent(directory.resolve(parentLink.get()), files);
        try {
            files.link(ImageLayer.PARENT, parentLink.get());
            return new ImageDirectory(files, parent);
        } catch (EngineException e) {
            parent.close();
            files.discard();
            throw e;
        }
    }

    private static ImageLayer openParent(Path parent, DirectoryFiles files) {
        try {
            return ImageLayer.open(parent);
        } catch (EngineException e) {
            files.discard();
            throw e;
        }
    }

    @Override
    public void file(String name, byte[] content) {
        if (name.equals(INVENTORY) && !finished) {
            inventory = content.clone();
        } else {
            files.write(name, content);
        }
    }

    @Override
    public void pages(PageSpace space, long address, ByteBuffer pages) {
        writer(space).write(address, pages);
    }

    @Override
    public void present(PageSpace space, long[] startEndPairs) {
        present.put(space, PageRanges.of(startEndPairs));
        writer(space);
    }

    private SpaceWriter writer(PageSpace space) {
        if (finished) {
            throw new IllegalStateException("the image in " + files + " is complete");
        }
        return spaces.computeIfAbsent(space, s -> new SpaceWriter(files, s, spaces.size() + 1, parent));
    }

    /** Completes the directory of one pre-dump round; the next round takes another one, with this as its parent. */
    @Override
    public void endOfRound(int number) {
        Set<PageSpace> all = new HashSet<>(spaces.keySet());
        if (parent != null) {
            parent.pagemaps().forEach(map -> all.add(map.getKey()));
        }
        for (PageSpace space : all) {
            SpaceWriter writer = writer(space);
            writer.finish(parent == null ? writer.sent() : writer.sent().plus(parent.ranges(space)));
        }
        complete();
    }

    @Override
    public void endOfImage() {
        spaces.forEach((space, writer) -> writer.finish(present.getOrDefault(space, writer.sent())));
        complete();
    }

    private void complete() {
        if (inventory != null) {
            files.write(INVENTORY, inventory);
        }
        finished = true;
    }

    /** Pages of that kind in the pages files of this directory. */
    public long pagesWritten(PageSpace.Kind kind) {
        return sum(kind, SpaceWriter::pagesWritten);
    }

    /** Pages of that kind that were handed over, but had the same content in the parent. */
    public long pagesSkipped(PageSpace.Kind kind) {
        return sum(kind, SpaceWriter::pagesSkipped);
    }

    private long sum(PageSpace.Kind kind, ToLongFunction<SpaceWriter> figure) {
        return spaces.entrySet().stream()
                .filter(space -> space.getKey().kind() == kind)
                .mapToLong(space -> figure.applyAsLong(space.getValue()))
                .sum();
    }

    /** Leaves nothing of an image that was not completed. */
    @Override
    public void close() {
        spaces.values().forEach(SpaceWriter::close);
        if (parent != null) {
            parent.close();
        }
        if (!finished) {
            files.discard();
        }
    }
}
