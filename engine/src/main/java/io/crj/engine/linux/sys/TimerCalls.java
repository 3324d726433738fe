package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.CLOCK_GETTIME;
import static io.crj.engine.linux.abi.SyscallNumber.TIMERFD_CREATE;
import static io.crj.engine.linux.abi.SyscallNumber.TIMERFD_GETTIME;
import static io.crj.engine.linux.abi.SyscallNumber.TIMERFD_SETTIME;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Timerfd;
import java.time.Duration;

/** System calls on timers behind descriptors, typed; failures throw {@link SyscallException}. */
public final class TimerCalls {

    private static final Syscalls SYS = Syscalls.get();

    private TimerCalls() {}

    /** timerfd_create(2); close-on-exec. */
    public static Fd timerfd(int clock) {
        long fd = SYS.call(TIMERFD_CREATE, clock, Timerfd.TFD_CLOEXEC, 0, 0, 0, 0);
        return Fd.own(check(fd, "timerfd_create", "clock " + clock));
    }

    /** timerfd_settime(2). */
    public static void set(Fd fd, int flags, Duration value, Duration interval) {
        try (NativeBuffer setting = NativeBuffer.allocate(Timerfd.ITIMERSPEC_SIZE)) {
            setting.putLong(Timerfd.IT_INTERVAL_SEC, interval.getSeconds())
                    .putLong(Timerfd.IT_INTERVAL_NSEC, interval.getNano())
                    .putLong(Timerfd.IT_VALUE_SEC, value.getSeconds())
                    .putLong(Timerfd.IT_VALUE_NSEC, value.getNano());
            check(
                    SYS.call(TIMERFD_SETTIME, fd.number(), flags, setting.address(), 0, 0, 0),
                    "timerfd_settime",
                    fd + " to " + value + " every " + interval);
        }
    }

    /** timerfd_gettime(2): what is left; brings an expired periodic timer up to date, which its owner cannot tell. */
    public static Duration remaining(Fd fd) {
        try (NativeBuffer setting = NativeBuffer.allocate(Timerfd.ITIMERSPEC_SIZE)) {
            check(
                    SYS.call(TIMERFD_GETTIME, fd.number(), setting.address(), 0, 0, 0, 0),
                    "timerfd_gettime",
                    fd.toString());
            return Duration.ofSeconds(setting.getLong(Timerfd.IT_VALUE_SEC), setting.getLong(Timerfd.IT_VALUE_NSEC));
        }
    }

    /** Makes {@code ticks} (at least 1) expirations wait for a reader. */
    public static void setTicks(Fd fd, long ticks) {
        try (NativeBuffer value = NativeBuffer.allocate(Long.BYTES).putLong(0, ticks)) {
            FileCalls.ioctl(fd, Timerfd.TFD_IOC_SET_TICKS, value.address());
        }
    }

    /** clock_gettime(2). */
    public static Duration now(int clock) {
        try (NativeBuffer time = NativeBuffer.allocate(2L * Long.BYTES)) {
            check(SYS.call(CLOCK_GETTIME, clock, time.address(), 0, 0, 0, 0), "clock_gettime", "clock " + clock);
            return Duration.ofSeconds(time.getLong(0), time.getLong(Long.BYTES));
        }
    }
}
