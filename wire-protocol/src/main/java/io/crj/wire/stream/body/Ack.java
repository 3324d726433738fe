package io.crj.wire.stream.body;

import io.netty.buffer.ByteBuf;

/**
 * Head of ACK: {@code u32 round}.
 *
 * @param round whose {@link EndMark} has been applied
 */
public record Ack(int round) {

    private static final String FRAME = "ACK";

    public void writeTo(ByteBuf out) {
        out.writeInt(round);
    }

    public static Ack read(ByteBuf in) {
        Fields.need(in, Integer.BYTES, FRAME);
        Ack ack = new Ack(in.readInt());
        Fields.end(in, FRAME);
        return ack;
    }
}
