package io.crj.wire.stream.body;

import io.netty.buffer.ByteBuf;

/**
 * Head of FAILURE: {@code u16 length, sentence}.
 *
 * @param message at most {@value #MAX_CHARS} characters are sent
 */
public record Failure(String message) {

    private static final int MAX_CHARS = 2000;

    public void writeTo(ByteBuf out) {
        Fields.writeText(out, message.substring(0, Math.min(message.length(), MAX_CHARS)));
    }

    public static Failure read(ByteBuf in) {
        return new Failure(Fields.readText(in, "FAILURE"));
    }
}
