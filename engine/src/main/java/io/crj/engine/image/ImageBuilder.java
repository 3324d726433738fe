package io.crj.engine.image;

import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the entries of a dump's metadata files; pages never pass through here. */
public final class ImageBuilder {

    private final Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();

    /** Appends an entry to the file of {@code kind} for object {@code id}. */
    public void add(ImageKind kind, long id, Message message) {
        add(kind, id, message, ImageEntry.NO_PAYLOAD);
    }

    /** Appends an entry with raw bytes behind it. */
    public void add(ImageKind kind, long id, Message message, byte[] payload) {
        ByteArrayOutputStream out = open(kind, id);
        ImageFraming.writeEntry(out, message, payload);
    }

    /** Sets the whole content of a file without head and entries, see {@link ImageKind#isRaw()}. */
    public void raw(ImageKind kind, long id, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length);
        out.writeBytes(content);
        files.put(kind.fileName(id), out);
    }

    /** Creates the file with its head and no entries, unless it exists. */
    public void touch(ImageKind kind, long id) {
        open(kind, id);
    }

    private ByteArrayOutputStream open(ImageKind kind, long id) {
        return files.computeIfAbsent(kind.fileName(id), name -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageFraming.writeHead(out, kind);
            return out;
        });
    }

    /** All files so far, by name, in the order they were begun. */
    public Map<String, byte[]> files() {
        Map<String, byte[]> result = new LinkedHashMap<>();
        files.forEach((name, out) -> result.put(name, out.toByteArray()));
        return result;
    }
}
