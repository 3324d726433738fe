package io.crj.engine.image;

import com.google.protobuf.Message;
import io.crj.engine.error.ImageFormatException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The metadata files of one image, parsed on demand. */
public final class ImageSet {

    private final Map<String, byte[]> files;
    private final Map<String, List<ImageEntry>> parsed = new ConcurrentHashMap<>();

    private ImageSet(Map<String, byte[]> files) {
        this.files = files;
    }

    /** @param files contents by file name */
    public static ImageSet of(Map<String, byte[]> files) {
        return new ImageSet(Map.copyOf(files));
    }

    public boolean has(ImageKind kind, long id) {
        return files.containsKey(kind.fileName(id));
    }

    /** Entries of the file; empty when there is no such file. */
    public List<ImageEntry> entries(ImageKind kind, long id) {
        String name = kind.fileName(id);
        byte[] file = files.get(name);
        return file == null ? List.of() : parsed.computeIfAbsent(name, n -> ImageFraming.parse(kind, n, file));
    }

    /** Messages of the file, without payloads; empty when there is no such file. */
    public <M extends Message> List<M> messages(Class<M> type, ImageKind kind, long id) {
        return entries(kind, id).stream()
                .map(ImageEntry::message)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The whole content of a file without head and entries; empty when there is no such file. */
    public Optional<byte[]> raw(ImageKind kind, long id) {
        return Optional.ofNullable(files.get(kind.fileName(id)));
    }

    /** The file's first message; an error when it is missing. */
    public <M extends Message> M one(Class<M> type, ImageKind kind, long id) {
        List<M> messages = messages(type, kind, id);
        if (messages.isEmpty()) {
            throw new ImageFormatException(kind.fileName(id), has(kind, id) ? "has no entry" : "is missing");
        }
        return messages.get(0);
    }

    /** Names and contents. */
    public Map<String, byte[]> files() {
        return files;
    }
}
