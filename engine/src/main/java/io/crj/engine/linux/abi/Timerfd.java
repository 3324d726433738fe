package io.crj.engine.linux.abi;

/** Timers behind descriptors; linux/timerfd.h, linux/time.h. */
public final class Timerfd {

    public static final int TFD_CLOEXEC = 02000000;
    public static final int TFD_TIMER_ABSTIME = 1;
    public static final int TFD_TIMER_CANCEL_ON_SET = 2;
    public static final int TFD_IOC_SET_TICKS = 0x40085400;

    /** {@code struct itimerspec}: interval, then value, each seconds and nanoseconds of 8 bytes. */
    public static final int ITIMERSPEC_SIZE = 32;

    public static final int IT_INTERVAL_SEC = 0;
    public static final int IT_INTERVAL_NSEC = 8;
    public static final int IT_VALUE_SEC = 16;
    public static final int IT_VALUE_NSEC = 24;

    private Timerfd() {}
}
