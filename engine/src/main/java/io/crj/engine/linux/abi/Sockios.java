package io.crj.engine.linux.abi;

/** ioctl requests of sockets; linux/sockios.h, asm-generic/ioctls.h. */
public final class Sockios {

    /** Bytes to read; also FIONREAD. */
    public static final int SIOCINQ = 0x541B;

    /** Bytes not acknowledged by the peer; also TIOCOUTQ. */
    public static final int SIOCOUTQ = 0x5411;

    /** Bytes not sent. */
    public static final int SIOCOUTQNSD = 0x894B;

    /** A descriptor of the network namespace it is in. */
    public static final int SIOCGSKNS = 0x894C;

    private Sockios() {}
}
