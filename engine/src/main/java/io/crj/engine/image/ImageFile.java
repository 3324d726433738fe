package io.crj.engine.image;

import io.crj.engine.error.ImageFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A single image file, whatever its name: its kind is told by its magic. */
public final class ImageFile {

    private final String name;
    private final ImageKind kind;
    private final byte[] content;

    private ImageFile(String name, ImageKind kind, byte[] content) {
        this.name = name;
        this.kind = kind;
        this.content = content;
    }

    /**
     * Reads a file of at most 256 MiB.
     *
     * @throws ImageFormatException when it does not begin like an image with entries
     */
    public static ImageFile read(Path file) throws IOException {
        byte[] content = MetadataFile.read(file);
        String name = file.getFileName().toString();
        ByteBuffer head = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int first = head.remaining() < Integer.BYTES ? 0 : head.getInt();
        boolean framed = first == ImageFraming.COMMON_MAGIC || first == ImageFraming.SERVICE_MAGIC;
        int own = framed && head.remaining() >= Integer.BYTES ? head.getInt() : first;
        ImageKind kind = ImageKind.ofMagic(own)
                .orElseThrow(() -> new ImageFormatException(
                        name, String.format("begins with 0x%08x: no image with entries (pages files have none)", own)));
        return new ImageFile(name, kind, content);
    }

    /** Of kinds that share a magic, the first. */
    public ImageKind kind() {
        return kind;
    }

    /** Hands over the entries in order. */
    public void forEach(Consumer<ImageEntry> consumer) {
        ImageFraming.forEach(kind, name, content, consumer);
    }
}
