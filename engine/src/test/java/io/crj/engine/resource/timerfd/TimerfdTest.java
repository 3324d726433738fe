package io.crj.engine.resource.timerfd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.TimerfdEntry;
import io.crj.engine.linux.abi.Timerfd;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.TimerCalls;
import io.crj.engine.testing.OwnFiles;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerfdTest {

    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_MONOTONIC = 1;
    private static final Duration HOUR = Duration.ofHours(1);

    private static long ticks(Fd fd) {
        return Long.parseLong(OwnFiles.probe(fd).info().value("ticks"));
    }

    @Test
    void shouldCarryAnIdleTimer() {
        try (OwnFiles files = new OwnFiles();
                Fd original = TimerCalls.timerfd(CLOCK_MONOTONIC)) {
            assertThat(TimerCalls.remaining(files.move(original))).isZero();
        }
    }

    @Test
    void shouldLeaveAsMuchTimeAsThereWasAtTheDump() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd original = TimerCalls.timerfd(CLOCK_MONOTONIC)) {
            TimerCalls.set(original, 0, HOUR, Duration.ZERO);
            FileEntry entry = files.dump(original);
            Fd restored = files.restore(entry);
            Thread.sleep(50);
            files.resume();
            // The time it was held does not count.
            assertThat(TimerCalls.remaining(restored))
                    .isGreaterThan(TimerCalls.remaining(original))
                    .isLessThanOrEqualTo(HOUR);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CLOCK_REALTIME, CLOCK_MONOTONIC})
    void shouldKeepAnAbsoluteTimerAbsolute(int clock) {
        try (OwnFiles files = new OwnFiles();
                Fd original = TimerCalls.timerfd(clock)) {
            TimerCalls.set(
                    original, Timerfd.TFD_TIMER_ABSTIME, TimerCalls.now(clock).plus(HOUR), Duration.ofSeconds(17, 19));
            Fd restored = files.move(original);
            assertThat(TimerCalls.remaining(restored)).isBetween(HOUR.minusMinutes(1), HOUR);
            TimerState state = TimerState.parse(OwnFiles.probe(restored).info());
            assertThat(state.flags()).isEqualTo(Timerfd.TFD_TIMER_ABSTIME);
            assertThat(state.clock()).isEqualTo(clock);
            assertThat(state.interval()).isEqualTo(Duration.ofSeconds(17, 19));
        }
    }

    @Test
    void shouldKeepTheTicksOfAPeriodicTimerAndLetItGoOn() {
        try (OwnFiles files = new OwnFiles();
                Fd original = TimerCalls.timerfd(CLOCK_MONOTONIC)) {
            Duration period = Duration.ofMillis(20);
            long begun = System.nanoTime();
            TimerCalls.set(original, 0, period, period);
            await().until(() ->
                    System.nanoTime() - begun > period.multipliedBy(5).toNanos());
            FileEntry entry = files.dump(original);
            assertThat(entry.getTfd().getTicks()).isGreaterThanOrEqualTo(5);
            assertThat(entry.getTfd().getVnsec()).isPositive().isLessThanOrEqualTo(period.toNanos());
            Fd restored = files.restore(entry);
            files.resume();
            long ticks = entry.getTfd().getTicks();
            assertThat(ticks(restored)).isBetween(ticks, ticks + 1);
            await().until(() -> {
                TimerCalls.remaining(restored);
                return ticks(restored) > ticks + 2;
            });
        }
    }

    @Test
    void shouldKeepTheTickOfAnExpiredTimer() {
        try (OwnFiles files = new OwnFiles();
                Fd original = TimerCalls.timerfd(CLOCK_MONOTONIC)) {
            TimerCalls.set(original, 0, Duration.ofNanos(1), Duration.ZERO);
            await().until(() -> ticks(original) == 1);
            Fd restored = files.move(original);
            assertThat(ticks(restored)).isEqualTo(1);
            assertThat(TimerCalls.remaining(restored)).isZero();
        }
    }

    @Test
    void shouldStartAPeriodicTimerThatAnImageShowsStandingStill() {
        try (OwnFiles files = new OwnFiles();
                Fd original = TimerCalls.timerfd(CLOCK_MONOTONIC)) {
            FileEntry.Builder entry = files.dump(original).toBuilder();
            entry.getTfdBuilder().setTicks(1).setIsec(3600);
            Fd restored = files.restore(entry.build());
            files.resume();
            assertThat(TimerCalls.remaining(restored)).isBetween(HOUR.minusMinutes(1), HOUR);
            assertThat(ticks(restored)).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseImpossibleTimes() {
        try (OwnFiles files = new OwnFiles();
                Fd original = TimerCalls.timerfd(CLOCK_MONOTONIC)) {
            FileEntry entry = files.dump(original);
            refuse(files, entry, timer -> timer.setVnsec(1_000_000_000));
            refuse(files, entry, timer -> timer.setVsec(-1));
            refuse(files, entry, timer -> timer.setIsec(Long.MAX_VALUE));
            refuse(files, entry, timer -> timer.setSettimeFlags(4));
        }
    }

    private static void refuse(OwnFiles files, FileEntry entry, Consumer<TimerfdEntry.Builder> damage) {
        FileEntry.Builder damaged = entry.toBuilder();
        damage.accept(damaged.getTfdBuilder());
        assertThatThrownBy(() -> files.restore(damaged.build())).isInstanceOf(ImageFormatException.class);
    }
}
