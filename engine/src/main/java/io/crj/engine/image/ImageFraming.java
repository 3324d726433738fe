package io.crj.engine.image;

import com.google.protobuf.Message;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.GhostChunkEntry;
import io.crj.engine.image.proto.IpcMsg;
import io.crj.engine.image.proto.IpcMsgEntry;
import io.crj.engine.image.proto.PagemapEntry;
import io.crj.engine.image.proto.PagemapHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The framing of image files, version 1.1, little-endian:
 *
 * <pre>
 *  +--------------+-----------+  +---------+----------+-----------------+
 *  | common magic | own magic |  | size u32| message  | payload, if any | ...
 *  +--------------+-----------+  +---------+----------+-----------------+
 *  inventory.img: own magic only; stats-*, irmap-cache: service magic, own magic
 * </pre>
 */
final class ImageFraming {

    static final int COMMON_MAGIC = 0x54564319;
    static final int SERVICE_MAGIC = 0x55105940;
    /** Upper bound of one entry's message; the largest real ones are address spaces with thousands of mappings. */
    static final int MAX_ENTRY_BYTES = 64 << 20;

    /** Upper bound of the entries of one file: keeps the parsed form of a hostile file within some hundred MiB. */
    static final int MAX_ENTRIES = 1 << 20;

    private ImageFraming() {}

    static void writeHead(ByteArrayOutputStream out, ImageKind kind) {
        switch (kind) {
            case INVENTORY -> writeInt(out, kind.magic());
            case STATS_DUMP, STATS_RESTORE, IRMAP_CACHE -> {
                writeInt(out, SERVICE_MAGIC);
                writeInt(out, kind.magic());
            }
            default -> {
                writeInt(out, COMMON_MAGIC);
                writeInt(out, kind.magic());
            }
        }
    }

    static void writeEntry(ByteArrayOutputStream out, Message message, byte[] payload) {
        byte[] bytes = message.toByteArray();
        writeInt(out, bytes.length);
        out.writeBytes(bytes);
        out.writeBytes(payload);
    }

    /** All entries of a file of moderate size. */
    static List<ImageEntry> parse(ImageKind kind, String name, byte[] file) {
        List<ImageEntry> entries = new ArrayList<>();
        forEach(kind, name, file, entry -> {
            if (entries.size() == MAX_ENTRIES) {
                throw new ImageFormatException(name, "more than " + MAX_ENTRIES + " entries");
            }
            entries.add(entry);
        });
        return entries;
    }

    /** Hands over the entries one by one, keeping none. */
    static void forEach(ImageKind kind, String name, byte[] file, Consumer<ImageEntry> consumer) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        readHead(kind, name, in);
        Message previous = null;
        int textsLeft = 0;
        while (in.hasRemaining()) {
            Message prototype = textsLeft > 0 ? IpcMsg.getDefaultInstance() : prototype(kind, previous);
            previous = readMessage(prototype, name, in);
            textsLeft = previous instanceof IpcMsgEntry queue ? queue.getQnum() : Math.max(0, textsLeft - 1);
            consumer.accept(new ImageEntry(previous, readPayload(previous, name, in)));
        }
    }

    /** The message that follows {@code previous}; the first entry of some files differs from the rest. */
    private static Message prototype(ImageKind kind, Message previous) {
        if (previous == null && kind.prototype() instanceof PagemapEntry) {
            return PagemapHead.getDefaultInstance();
        }
        return previous != null && kind == ImageKind.GHOST_FILE
                ? GhostChunkEntry.getDefaultInstance()
                : kind.prototype();
    }

    private static void readHead(ImageKind kind, String name, ByteBuffer in) {
        int expectedFirst =
                switch (kind) {
                    case INVENTORY -> kind.magic();
                    case STATS_DUMP, STATS_RESTORE, IRMAP_CACHE -> SERVICE_MAGIC;
                    default -> COMMON_MAGIC;
                };
        expectMagic(name, in, expectedFirst);
        if (kind != ImageKind.INVENTORY) {
            expectMagic(name, in, kind.magic());
        }
    }

    private static void expectMagic(String name, ByteBuffer in, int magic) {
        if (in.remaining() < Integer.BYTES) {
            throw new ImageFormatException(name, "truncated in its head");
        }
        int found = in.getInt();
        if (found != magic) {
            throw new ImageFormatException(
                    name, String.format("magic 0x%08x, expected 0x%08x: not such an image", found, magic));
        }
    }

    private static Message readMessage(Message prototype, String name, ByteBuffer in) {
        if (in.remaining() < Integer.BYTES) {
            throw new ImageFormatException(name, "truncated at byte " + in.position());
        }
        int size = in.getInt();
        if (size < 0 || size > MAX_ENTRY_BYTES || size > in.remaining()) {
            throw new ImageFormatException(
                    name,
                    "entry of " + Integer.toUnsignedString(size) + " bytes at byte " + in.position() + ", but "
                            + in.remaining() + " are left");
        }
        try {
            int offset = in.arrayOffset() + in.position();
            EntryBudget.check(prototype.getDescriptorForType(), name, in.array(), offset, size);
            Message message = prototype.getParserForType().parseFrom(in.array(), offset, size);
            in.position(in.position() + size);
            return message;
        } catch (IOException e) {
            throw new ImageFormatException(name, "entry at byte " + in.position() + " is corrupt", e);
        }
    }

    private static byte[] readPayload(Message message, String name, ByteBuffer in) {
        long size = ImagePayload.sizeBytes(message, in.remaining());
        if (size == 0) {
            return ImageEntry.NO_PAYLOAD;
        }
        if (size < 0 || size > in.remaining()) {
            throw new ImageFormatException(
                    name, "payload of " + Long.toUnsignedString(size) + " bytes, but " + in.remaining() + " are left");
        }
        byte[] payload = new byte[(int) size];
        in.get(payload);
        return payload;
    }

    private static void writeInt(ByteArrayOutputStream out, int value) {
        out.write(value);
        out.write(value >>> 8);
        out.write(value >>> 16);
        out.write(value >>> 24);
    }
}
