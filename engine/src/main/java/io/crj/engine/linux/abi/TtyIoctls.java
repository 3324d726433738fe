package io.crj.engine.linux.abi;

/** ioctl requests of terminals; asm-generic/ioctls.h, and asm-generic/termios.h for {@code struct winsize}. */
public final class TtyIoctls {

    public static final int TCGETS2 = 0x802C542A;
    public static final int TCSETS2 = 0x402C542B;
    public static final int TIOCEXCL = 0x540C;
    public static final int TIOCSCTTY = 0x540E;
    public static final int TIOCGPGRP = 0x540F;
    public static final int TIOCSPGRP = 0x5410;
    public static final int TIOCGWINSZ = 0x5413;
    public static final int TIOCSWINSZ = 0x5414;
    public static final int FIONREAD = 0x541B;
    public static final int TIOCPKT = 0x5420;
    public static final int TIOCGSID = 0x5429;
    public static final int TIOCGPTN = 0x80045430;
    public static final int TIOCSPTLCK = 0x40045431;
    public static final int TIOCGDEV = 0x80045432;
    public static final int TIOCGPKT = 0x80045438;
    public static final int TIOCGPTLCK = 0x80045439;
    public static final int TIOCGEXCL = 0x80045440;
    public static final int TIOCGPTPEER = 0x5441;
    public static final int TIOCGLCKTRMIOS = 0x5456;
    public static final int TIOCSLCKTRMIOS = 0x5457;

    /** Four unsigned shorts: rows, columns, width and height in pixels. */
    public static final int WINSIZE_SIZE = 8;

    private TtyIoctls() {}
}
