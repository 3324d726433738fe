package io.crj.engine.image;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.crj.engine.error.ImageFormatException;
import java.io.IOException;

/**
 * Counts what an entry would become in memory before it becomes that: two bytes may stand for an object of a hundred.
 *
 * <p>Counted are messages in messages, texts, and the elements of packed lists.
 */
final class EntryBudget {

    /** Most objects of one entry; a real one has a few for each mapping of an address space. */
    static final int MAX_OBJECTS = 2 << 20;

    /** Entries below this length cannot have too many. */
    static final int SURELY_ENOUGH_BYTES = 1 << 20;

    private static final int DEEPEST = 50;

    private int left = MAX_OBJECTS;

    private EntryBudget() {}

    /**
     * Checks an entry.
     *
     * @throws ImageFormatException when it has too many parts or is nested too deeply
     * @throws IOException when it is no message at all
     */
    static void check(Descriptor type, String name, byte[] file, int offset, int length) throws IOException {
        if (length >= SURELY_ENOUGH_BYTES) {
            new EntryBudget().count(type, name, CodedInputStream.newInstance(file, offset, length), 0);
        }
    }

    private void count(Descriptor type, String name, CodedInputStream in, int depth) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                in.skipField(tag);
                continue;
            }
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            int bytes = in.readRawVarint32();
            boolean message = field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            spend(message || field == null || !field.isPackable() ? 1 : bytes, name);
            int outer = in.pushLimit(bytes);
            if (message && depth < DEEPEST) {
                count(field.getMessageType(), name, in, depth + 1);
            } else {
                in.skipRawBytes(in.getBytesUntilLimit());
            }
            in.popLimit(outer);
        }
    }

    private void spend(int objects, String name) {
        left -= Math.max(1, objects);
        if (left < 0) {
            throw new ImageFormatException(name, "an entry of more than " + MAX_OBJECTS + " parts");
        }
    }
}
