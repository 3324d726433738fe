package io.crj.chaos.fuzz;

import com.google.protobuf.Message;
import io.crj.chaos.simulation.clock.Dice;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.PagemapEntry;
import io.crj.engine.image.proto.PagemapHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Image files of any kind that are well-formed and mean nothing. */
final class ImageBytes {

    private static final int COMMON_MAGIC = 0x54564319;
    private static final int SERVICE_MAGIC = 0x55105940;

    private ImageBytes() {}

    static byte[] random(ImageKind kind, Dice dice) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        head(kind, out);
        for (int entry = 0, count = dice.below(4); entry < count && !kind.isRaw(); entry++) {
            boolean first = entry == 0 && kind.prototype() instanceof PagemapEntry;
            append(out, Messages.random(first ? PagemapHead.getDefaultInstance() : kind.prototype(), dice), dice);
        }
        return out.toByteArray();
    }

    static byte[] of(ImageKind kind, Message... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        head(kind, out);
        for (Message entry : entries) {
            byte[] bytes = entry.toByteArray();
            integer(out, bytes.length);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private static void append(ByteArrayOutputStream out, Message message, Dice dice) {
        byte[] bytes = message.toByteArray();
        integer(out, bytes.length);
        out.writeBytes(bytes);
        if (dice.chance(0.2)) {
            out.writeBytes(Bytes.random(dice.below(32), dice));
        }
    }

    private static void head(ImageKind kind, ByteArrayOutputStream out) {
        switch (kind) {
            case INVENTORY -> integer(out, kind.magic());
            case STATS_DUMP, STATS_RESTORE, IRMAP_CACHE -> {
                integer(out, SERVICE_MAGIC);
                integer(out, kind.magic());
            }
            default -> {
                integer(out, COMMON_MAGIC);
                integer(out, kind.magic());
            }
        }
    }

    private static void integer(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }
}
