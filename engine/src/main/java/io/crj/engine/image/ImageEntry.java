package io.crj.engine.image;

import com.google.protobuf.Message;

/**
 * One entry of an image file.
 *
 * @param message the entry itself
 * @param payload raw bytes that follow it; empty for most kinds
 */
public record ImageEntry(Message message, byte[] payload) {

    static final byte[] NO_PAYLOAD = new byte[0];

    public static ImageEntry of(Message message) {
        return new ImageEntry(message, NO_PAYLOAD);
    }
}
