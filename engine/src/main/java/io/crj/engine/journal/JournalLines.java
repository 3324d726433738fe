package io.crj.engine.journal;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Lines of a journal's file, each with a checksum in front: what a death in the middle of a write leaves is found. */
public final class JournalLines {

    private static final int SUM_DIGITS = 8;

    private JournalLines() {}

    /** @param text ASCII without a line's end */
    public static byte[] encode(String text) {
        return (sum(text) + " " + text + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** What {@link #encode} was given; empty for a line that is not whole. */
    public static Optional<String> decode(String line) {
        if (line.length() <= SUM_DIGITS) {
            return Optional.empty();
        }
        String text = line.substring(SUM_DIGITS + 1);
        return line.substring(0, SUM_DIGITS).equals(sum(text)) ? Optional.of(text) : Optional.empty();
    }

    private static String sum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
