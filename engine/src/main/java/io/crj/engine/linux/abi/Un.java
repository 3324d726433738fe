package io.crj.engine.linux.abi;

/** Unix sockets; linux/un.h, unix(7). */
public final class Un {

    /** {@code struct sockaddr_un}: a family, then a name of at most so many bytes. */
    public static final int SUN_PATH = 2;

    public static final int UNIX_PATH_MAX = 108;

    /** Opens the file a socket is bound to, as O_PATH does. */
    public static final int SIOCUNIXFILE = 0x89E0;

    private Un() {}
}
