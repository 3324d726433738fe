package io.crj.wire.stream.body;

import io.crj.wire.WireException;
import io.crj.wire.stream.StreamLimits;
import io.netty.buffer.ByteBuf;

/**
 * Head of FILE: {@code u16 length, name; u32 offset; u32 total}; the data is the file's bytes from {@code offset}.
 *
 * <p>The chunks of a file come in order and with no other frame between them.
 */
public record FileChunk(String name, int offset, int totalBytes) {

    private static final String FRAME = "FILE";

    public void writeTo(ByteBuf out) {
        Fields.writeText(out, name);
        out.writeInt(offset).writeInt(totalBytes);
    }

    /** Reads the head and checks that name, total and a chunk of {@code rawBytes} are allowed. */
    public static FileChunk read(ByteBuf in, int rawBytes, StreamLimits limits) {
        String name = Fields.readText(in, FRAME);
        Fields.need(in, 2 * Integer.BYTES, FRAME);
        FileChunk chunk = new FileChunk(name, in.readInt(), in.readInt());
        checkName(name);
        checkTotal(name, Integer.toUnsignedLong(chunk.totalBytes), limits);
        if (chunk.offset < 0 || rawBytes > chunk.totalBytes - chunk.offset) {
            throw new WireException("file " + name + " of " + chunk.totalBytes + " bytes: a chunk of " + rawBytes
                    + " bytes at " + Integer.toUnsignedString(chunk.offset) + " does not fit");
        }
        return chunk;
    }

    public static void checkTotal(String name, long totalBytes, StreamLimits limits) {
        if (totalBytes > limits.maxFileBytes()) {
            throw new WireException("file " + name + " of " + totalBytes + " bytes is too long: "
                    + limits.maxFileBytes() + " are allowed");
        }
    }

    /** A plain file name: what arrives may become a path. */
    private static void checkName(String name) {
        boolean plain = !name.isEmpty()
                && name.length() <= 255
                && name.charAt(0) != '.'
                && name.chars().allMatch(c -> c > ' ' && c < 127 && c != '/');
        if (!plain) {
            throw new WireException("FILE frame with a name that is no plain file name: '" + name + "'");
        }
    }
}
