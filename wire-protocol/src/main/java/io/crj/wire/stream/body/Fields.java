package io.crj.wire.stream.body;

import io.crj.wire.WireException;
import io.crj.wire.stream.ImageFrames.Space;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Fields that several frames share; reading beyond the frame is a {@link WireException} that names the frame. */
final class Fields {

    private Fields() {}

    static void need(ByteBuf in, int bytes, String frame) {
        if (bytes < 0 || in.readableBytes() < bytes) {
            throw new WireException(frame + " frame is cut short: " + Integer.toUnsignedString(bytes)
                    + " bytes needed, " + in.readableBytes() + " left");
        }
    }

    static void end(ByteBuf in, String frame) {
        if (in.isReadable()) {
            throw new WireException(frame + " frame has " + in.readableBytes() + " bytes too many");
        }
    }

    static void writeText(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length).writeBytes(bytes);
    }

    static String readText(ByteBuf in, String frame) {
        return new String(readShortBytes(in, frame), StandardCharsets.UTF_8);
    }

    static byte[] readShortBytes(ByteBuf in, String frame) {
        need(in, Short.BYTES, frame);
        int length = in.readUnsignedShort();
        need(in, length, frame);
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }

    static void writeSpace(ByteBuf out, Space space) {
        out.writeByte(space.kind().code()).writeLong(space.id());
    }

    static Space readSpace(ByteBuf in, String frame) {
        need(in, 1 + Long.BYTES, frame);
        int code = in.readUnsignedByte();
        for (Space.Kind kind : Space.Kind.values()) {
            if (kind.code() == code) {
                return new Space(kind, in.readLong());
            }
        }
        throw new WireException(frame + " frame is for an address space of unknown kind " + code);
    }
}
