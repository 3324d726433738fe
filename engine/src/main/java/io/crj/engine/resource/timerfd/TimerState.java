package io.crj.engine.resource.timerfd;

import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.TimerCalls;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A timer as its fdinfo shows it.
 *
 * @param clock as in timerfd_create(2)
 * @param ticks expirations that nobody has read yet
 * @param flags as in timerfd_settime(2)
 * @param remaining until the next expiration; zero when there is none
 * @param interval zero when it is not periodic
 */
record TimerState(int clock, long ticks, int flags, Duration remaining, Duration interval) {

    private static final int TRIES = 8;

    static TimerState parse(FdInfo info) {
        return new TimerState(
                Integer.parseInt(info.value("clockid")),
                Long.parseUnsignedLong(info.value("ticks")),
                Integer.parseInt(info.value("settime flags"), 8),
                duration(info.value("it_value")),
                duration(info.value("it_interval")));
    }

    /**
     * Its state now.
     *
     * <p>A periodic timer that expired stands still until somebody asks for its state: its expirations since then are not
     * counted and it shows no remaining time. So it is asked first.
     */
    static TimerState of(Fd timer, Supplier<FdInfo> info) {
        TimerState state = null;
        for (int i = 0; i < TRIES; i++) {
            TimerCalls.remaining(timer);
            state = parse(info.get());
            if (!state.standsStill()) {
                return state;
            }
        }
        // Its period is so short that it expires between two looks.
        return new TimerState(state.clock, state.ticks, state.flags, state.interval, state.interval);
    }

    /** Whether it is periodic and waits for somebody to look at it. */
    boolean standsStill() {
        return remaining.isZero() && !interval.isZero() && ticks != 0;
    }

    /** From {@code (seconds, nanoseconds)}. */
    private static Duration duration(String text) {
        String[] parts = text.substring(1, text.length() - 1).split(",", 2);
        return Duration.ofSeconds(Long.parseLong(parts[0].trim()), Long.parseLong(parts[1].trim()));
    }
}
