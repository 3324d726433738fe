package io.crj.wire.channel;

import io.crj.wire.WireException;
import io.netty.buffer.ByteBuf;

/**
 * The first eight bytes of a connection, from the one who opened it.
 *
 * <pre>
 *    0               3 4       6       8
 *   +---+---+---+-----+-------+-------+
 *   | C | R | J | 0x1 | form  | kind  |     form = 1; big endian
 *   +---+---+---+-----+-------+-------+
 * </pre>
 */
final class Preface {

    static final int BYTES = 8;

    private static final int MAGIC = 'C' << 24 | 'R' << 16 | 'J' << 8 | 1;
    private static final int FORM = 1;

    private Preface() {}

    static void write(ByteBuf out, ConnectionKind kind) {
        out.writeInt(MAGIC).writeShort(FORM).writeShort(kind.code());
    }

    static ConnectionKind read(ByteBuf in) {
        int magic = in.readInt();
        int form = in.readUnsignedShort();
        int code = in.readUnsignedShort();
        if (magic != MAGIC || form != FORM) {
            throw new WireException(String.format(
                    "not a crj connection: it begins with %08x %04x, not %08x %04x", magic, form, MAGIC, FORM));
        }
        for (ConnectionKind kind : ConnectionKind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new WireException("connection of unknown kind " + code);
    }
}
