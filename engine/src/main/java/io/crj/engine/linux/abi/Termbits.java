package io.crj.engine.linux.abi;

/** Modes of terminals and where {@code struct termios} and {@code struct termios2} have them; asm-generic/termbits.h. */
public final class Termbits {

    /** Also the part of the larger structure that comes before the speeds. */
    public static final int TERMIOS_SIZE = 36;

    public static final int TERMIOS2_SIZE = 44;
    public static final int C_IFLAG = 0;
    public static final int C_OFLAG = 4;
    public static final int C_CFLAG = 8;
    public static final int C_LFLAG = 12;
    public static final int C_LINE = 16;
    public static final int C_CC = 17;
    public static final int C_ISPEED = 36;
    public static final int C_OSPEED = 40;

    public static final int NCCS = 19;
    public static final int VKILL = 3;
    public static final int VEOF = 4;
    public static final int VTIME = 5;
    public static final int VMIN = 6;
    public static final int VEOL = 11;
    public static final int VEOL2 = 16;

    public static final int ISIG = 0x1;
    public static final int ICANON = 0x2;
    public static final int ECHO = 0x8;
    public static final int IEXTEN = 0x8000;
    public static final int EXTPROC = 0x10000;
    public static final int IUTF8 = 0x4000;
    public static final int CBAUD = 0x100f;
    public static final int BOTHER = 0x1000;

    private Termbits() {}
}
