package io.crj.engine.linux.abi;

/** Watch lists; linux/eventpoll.h. */
public final class Epoll {

    public static final int EPOLL_CLOEXEC = 02000000;
    public static final int EPOLL_CTL_ADD = 1;

    /** {@code struct epoll_event}, packed on x86-64. */
    public static final int EPOLL_EVENT_SIZE = 12;

    public static final int EPOLL_EVENT_EVENTS = 0;
    public static final int EPOLL_EVENT_DATA = 4;

    /** {@code struct epoll_params}, of 8 bytes; Linux 6.9. */
    public static final long EPIOCSPARAMS = 0x40088A01L;

    public static final long EPIOCGPARAMS = 0x80088A02L;

    private Epoll() {}
}
