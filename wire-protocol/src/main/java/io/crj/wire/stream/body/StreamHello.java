package io.crj.wire.stream.body;

import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;

/**
 * Head of HELLO: {@code u16 length, migration id; u16 length, ticket}.
 *
 * @param ticket proves that the coordinator sent the sender; good for one stream
 */
@SuppressWarnings("ArrayRecordComponent") // never compared but with shows()
public record StreamHello(String migrationId, byte[] ticket) {

    private static final String FRAME = "HELLO";

    public void writeTo(ByteBuf out) {
        Fields.writeText(out, migrationId);
        out.writeShort(ticket.length).writeBytes(ticket);
    }

    public static StreamHello read(ByteBuf in) {
        StreamHello hello = new StreamHello(Fields.readText(in, FRAME), Fields.readShortBytes(in, FRAME));
        Fields.end(in, FRAME);
        return hello;
    }

    /** Compares in a time that tells nothing about where they differ. */
    public boolean shows(byte[] expectedTicket) {
        return MessageDigest.isEqual(ticket, expectedTicket);
    }

    /** Tells nothing of the ticket. */
    @Override
    public String toString() {
        return "stream of migration " + migrationId;
    }
}
