package io.crj.wire.stream;

import io.crj.wire.WireException;
import io.crj.wire.stream.frame.FrameType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Chunks of a file or list until it is whole; holds what has arrived, never what was only announced. */
final class Assembly {

    private FrameType type;
    private Object name;
    private ByteArrayOutputStream content;

    /** The type whose chunks are still missing; null when there is none. */
    FrameType unfinished() {
        return content == null ? null : type;
    }

    /**
     * Adds a chunk.
     *
     * @param named what it is a part of
     * @param offsetBytes where it belongs
     * @param totalBytes length of the whole; the caller has bounded it
     * @return the whole; null while chunks are missing
     */
    byte[] add(FrameType of, Object named, long offsetBytes, long totalBytes, ByteBuffer chunk) {
        if (content == null) {
            type = of;
            name = named;
            content = new ByteArrayOutputStream(chunk.remaining());
        }
        if (!name.equals(named) || offsetBytes != content.size()) {
            throw new WireException(
                    "a chunk of " + named + " at " + offsetBytes + " while " + name + " is at " + content.size());
        }
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        content.writeBytes(bytes);
        if (content.size() < totalBytes) {
            check(bytes.length > 0, named);
            return null;
        }
        check(content.size() == totalBytes, named);
        byte[] whole = content.toByteArray();
        content = null;
        return whole;
    }

    private static void check(boolean holds, Object named) {
        if (!holds) {
            throw new WireException("the chunks of " + named + " do not make a whole");
        }
    }
}
