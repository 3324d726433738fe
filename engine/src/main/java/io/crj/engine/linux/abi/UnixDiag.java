package io.crj.engine.linux.abi;

/** What the kernel tells about unix sockets; linux/unix_diag.h, linux/sock_diag.h. */
public final class UnixDiag {

    public static final int SOCK_DIAG_BY_FAMILY = 20;

    public static final int UDIAG_SHOW_NAME = 0x01;
    public static final int UDIAG_SHOW_VFS = 0x02;
    public static final int UDIAG_SHOW_PEER = 0x04;
    public static final int UDIAG_SHOW_ICONS = 0x08;
    public static final int UDIAG_SHOW_RQLEN = 0x10;

    public static final int UNIX_DIAG_NAME = 0;
    public static final int UNIX_DIAG_VFS = 1;
    public static final int UNIX_DIAG_PEER = 2;
    public static final int UNIX_DIAG_ICONS = 3;
    public static final int UNIX_DIAG_RQLEN = 4;
    public static final int UNIX_DIAG_SHUTDOWN = 6;

    /** {@code struct unix_diag_req}: family, protocol, padding, states, inode, what to show, cookie. */
    public static final int REQUEST_SIZE = 24;

    public static final int REQUEST_STATES = 4;
    public static final int REQUEST_SHOW = 12;

    /** {@code struct unix_diag_msg}: family, type, state, padding, inode, cookie. */
    public static final int MESSAGE_SIZE = 16;

    public static final int MESSAGE_TYPE = 1;
    public static final int MESSAGE_STATE = 2;
    public static final int MESSAGE_INODE = 4;

    private UnixDiag() {}
}
