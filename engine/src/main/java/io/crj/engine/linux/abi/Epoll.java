package io.crj.engine.linux.abi;

/** Watch lists; linux/eventpoll.h. */
public final class Epoll {

    public static final int EPOLL_CLOEXEC = 02000000;
    public static final int EPOLL_CTL_ADD = 1;

    /** {@code struct epoll_event}, packed on x86-64. */
    public static final int EPOLL_EVENT_SIZE = 12;

    public static final int EPOLL_EVENT_EVENTS = 0;
    public static final int EPOLL_EVENT_DATA = 4;

    private Epoll() {}
}
