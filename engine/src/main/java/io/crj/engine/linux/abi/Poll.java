package io.crj.engine.linux.abi;

/** poll(2); asm-generic/poll.h. */
public final class Poll {

    public static final int POLLIN = 0x1;
    public static final int POLLOUT = 0x4;
    public static final int POLLHUP = 0x10;
    public static final int POLLFD_SIZE = 8;
    public static final int POLLFD_EVENTS = 4;
    public static final int POLLFD_REVENTS = 6;

    private Poll() {}
}
