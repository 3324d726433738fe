package io.crj.engine.resource.tty;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.TermiosEntry;
import io.crj.engine.image.proto.WinsizeEntry;
import io.crj.engine.linux.abi.Termbits;
import io.crj.engine.linux.abi.TtyIoctls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A terminal's modes and size between the kernel's structures and the image's.
 *
 * <p>{@code c_cc} of an image has 19 words; the first 19 bytes of them are the characters, as CRIU writes and reads it.
 */
final class Modes {

    private Modes() {}

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @param modes {@code struct termios} or {@code struct termios2} */
    static TermiosEntry entry(byte[] modes) {
        ByteBuffer in = littleEndian(modes);
        boolean ownSpeed = modes.length == Termbits.TERMIOS2_SIZE
                && (in.getInt(Termbits.C_CFLAG) & Termbits.CBAUD) == Termbits.BOTHER;
        TermiosEntry.Builder entry = TermiosEntry.newBuilder()
                .setCIflag(in.getInt(Termbits.C_IFLAG))
                .setCOflag(in.getInt(Termbits.C_OFLAG))
                .setCCflag(in.getInt(Termbits.C_CFLAG))
                .setCLflag(in.getInt(Termbits.C_LFLAG))
                .setCLine(in.get(Termbits.C_LINE) & 0xff)
                .setCIspeed(ownSpeed ? in.getInt(Termbits.C_ISPEED) : 0)
                .setCOspeed(ownSpeed ? in.getInt(Termbits.C_OSPEED) : 0);
        ByteBuffer characters =
                ByteBuffer.allocate(Termbits.NCCS * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        characters.put(0, modes, Termbits.C_CC, Termbits.NCCS);
        for (int i = 0; i < Termbits.NCCS; i++) {
            entry.addCCc(characters.getInt(i * Integer.BYTES));
        }
        return entry.build();
    }

    /** {@code struct termios2}; its beginning is a {@code struct termios}. */
    static byte[] of(TermiosEntry entry) {
        if (entry.getCCcCount() != Termbits.NCCS || entry.getCLine() != 0) {
            throw new ImageFormatException(
                    ImageKind.TTY_INFO.fileName(0),
                    "a terminal has " + entry.getCCcCount() + " control characters and line discipline "
                            + Integer.toUnsignedString(entry.getCLine()));
        }
        byte[] modes = new byte[Termbits.TERMIOS2_SIZE];
        ByteBuffer out = littleEndian(modes)
                .putInt(Termbits.C_IFLAG, entry.getCIflag())
                .putInt(Termbits.C_OFLAG, entry.getCOflag())
                .putInt(Termbits.C_CFLAG, entry.getCCflag())
                .putInt(Termbits.C_LFLAG, entry.getCLflag())
                .putInt(Termbits.C_ISPEED, entry.getCIspeed())
                .putInt(Termbits.C_OSPEED, entry.getCOspeed());
        for (int i = 0; i < Termbits.NCCS; i++) {
            out.put(Termbits.C_CC + i, (byte) (entry.getCCc(i / Integer.BYTES) >>> i % Integer.BYTES * Byte.SIZE));
        }
        return modes;
    }

    /** A word of flags out of {@code struct termios}. */
    static int flags(byte[] modes, int offset) {
        return littleEndian(modes).getInt(offset);
    }

    /** A copy with other flags. */
    static byte[] withFlags(byte[] modes, int offset, int flags) {
        byte[] changed = modes.clone();
        littleEndian(changed).putInt(offset, flags);
        return changed;
    }

    /** Whether reads return lines. */
    static boolean isCanonical(byte[] modes) {
        return (flags(modes, Termbits.C_LFLAG) & (Termbits.ICANON | Termbits.EXTPROC)) == Termbits.ICANON;
    }

    static WinsizeEntry size(byte[] size) {
        ByteBuffer in = littleEndian(size);
        return WinsizeEntry.newBuilder()
                .setWsRow(in.getShort(0) & 0xffff)
                .setWsCol(in.getShort(2) & 0xffff)
                .setWsXpixel(in.getShort(4) & 0xffff)
                .setWsYpixel(in.getShort(6) & 0xffff)
                .build();
    }

    /** {@code struct winsize}. */
    static byte[] of(WinsizeEntry entry) {
        byte[] size = new byte[TtyIoctls.WINSIZE_SIZE];
        littleEndian(size)
                .putShort((short) entry.getWsRow())
                .putShort((short) entry.getWsCol())
                .putShort((short) entry.getWsXpixel())
                .putShort((short) entry.getWsYpixel());
        return size;
    }
}
