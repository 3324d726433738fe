package io.crj.wire.stream.frame;

import io.crj.wire.WireException;
import io.crj.wire.stream.StreamLimits;
import io.netty.buffer.ByteBuf;

/**
 * What stands before every payload; big endian.
 *
 * <pre>
 *    0       4      5       6          8          16        20         24       28
 *   +-------+------+-------+----------+----------+---------+----------+--------+
 *   | CRJF  | type | flags | 0        | sequence | payload | raw      | crc32c |
 *   +-------+------+-------+----------+----------+---------+----------+--------+
 *   payload = head, as the type defines, then data, if the type has any
 *   flags     bit 0: data is one zstd frame
 *   sequence  from 0, one more with each frame of this direction
 *   payload   bytes that follow the header
 *   raw       bytes of data when unpacked
 *   crc32c    of bytes 0 to 23 and the payload
 * </pre>
 */
record FrameHeader(FrameType type, boolean packed, long sequence, int payloadBytes, int rawBytes, int crc) {

    static final int BYTES = 28;
    static final int CRC_OFFSET = 24;

    private static final int MAGIC = 'C' << 24 | 'R' << 16 | 'J' << 8 | 'F';
    private static final int FLAG_PACKED = 1;

    /** Writes all but the CRC. */
    void writeTo(ByteBuf out) {
        out.writeInt(MAGIC)
                .writeByte(type.code())
                .writeByte(packed ? FLAG_PACKED : 0)
                .writeShort(0)
                .writeLong(sequence)
                .writeInt(payloadBytes)
                .writeInt(rawBytes);
    }

    /** Reads a header and checks every field that can be checked without the payload. */
    static FrameHeader read(ByteBuf in, long expectedSequence, StreamLimits limits) {
        check(in.readInt() == MAGIC, expectedSequence, "no frame begins here");
        int code = in.readUnsignedByte();
        FrameType type = FrameType.of(code);
        check(type != null, expectedSequence, "unknown type " + code);
        int flags = in.readUnsignedByte();
        check((flags & ~FLAG_PACKED) == 0 && in.readShort() == 0, expectedSequence, "unknown flags " + flags);
        long sequence = in.readLong();
        check(sequence == expectedSequence, expectedSequence, "its number is " + sequence);
        int payload = in.readInt();
        check(
                payload >= 0 && payload <= limits.maxPayloadBytes(),
                expectedSequence,
                "payload of " + Integer.toUnsignedString(payload) + " bytes, allowed are " + limits.maxPayloadBytes());
        int raw = in.readInt();
        check(
                raw >= 0 && raw <= limits.maxRawBytes(),
                expectedSequence,
                "data of " + Integer.toUnsignedString(raw) + " bytes, allowed are " + limits.maxRawBytes());
        return new FrameHeader(type, flags == FLAG_PACKED, sequence, payload, raw, in.readInt());
    }

    private static void check(boolean holds, long sequence, String why) {
        if (!holds) {
            throw new WireException("corrupt stream at frame " + sequence + ": " + why);
        }
    }
}
