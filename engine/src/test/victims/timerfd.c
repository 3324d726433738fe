/* Timers behind descriptors: idle, far off, periodic with ticks unread, absolute, another clock. */
#include "victim.h"
#include <sys/timerfd.h>

#define HOUR 3600

static int idle, far, ticking, absolute, wall;
static uint64_t far_end, began, heard;

static int timer(clockid_t clock, int create_flags, int flags, struct itimerspec setting)
{
    int fd = timerfd_create(clock, create_flags);

    MUST(fd >= 0 && timerfd_settime(fd, flags, &setting, NULL) == 0);
    return fd;
}

static void set_up(const char *directory)
{
    struct timespec now;

    (void)directory;
    MUST((idle = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)) >= 0);
    far = timer(CLOCK_MONOTONIC, TFD_NONBLOCK, 0, (struct itimerspec){.it_value = {HOUR, 5}});
    far_end = nanos(CLOCK_MONOTONIC) + HOUR * 1000000000ull;
    ticking = timer(
        CLOCK_BOOTTIME, TFD_NONBLOCK, 0, (struct itimerspec){.it_value = {0, 10000000}, .it_interval = {0, 10000000}});
    began = nanos(CLOCK_BOOTTIME);
    clock_gettime(CLOCK_MONOTONIC, &now);
    absolute = timer(
        CLOCK_MONOTONIC, 0, TFD_TIMER_ABSTIME, (struct itimerspec){.it_value = {now.tv_sec + HOUR, now.tv_nsec}});
    clock_gettime(CLOCK_REALTIME, &now);
    wall = timer(
        CLOCK_REALTIME, 0, TFD_TIMER_ABSTIME,
        (struct itimerspec){.it_value = {now.tv_sec + HOUR, 0}, .it_interval = {17, 19}});
    /* Some ticks are to be waiting when the dump comes. */
    usleep(100000);
}

/* The rest of an hour that began before "ready"; the checks come within minutes of it. */
static int nearly_an_hour(time_t seconds)
{
    return seconds > HOUR - 600 && seconds <= HOUR;
}

static const char *check(void)
{
    struct itimerspec rest;
    uint64_t ticks;

    EXPECT(timerfd_gettime(idle, &rest) == 0 && rest.it_value.tv_sec == 0 && rest.it_value.tv_nsec == 0);
    EXPECT(fcntl(idle, F_GETFD) == FD_CLOEXEC && fcntl(idle, F_GETFL) == O_RDWR);
    EXPECT(timerfd_gettime(far, &rest) == 0 && nearly_an_hour(rest.it_value.tv_sec));
    EXPECT(rest.it_interval.tv_sec == 0 && rest.it_interval.tv_nsec == 0);
    EXPECT(fcntl(far, F_GETFL) == (O_RDWR | O_NONBLOCK) && read(far, &ticks, 8) == -1 && errno == EAGAIN);
    EXPECT(timerfd_gettime(absolute, &rest) == 0 && nearly_an_hour(rest.it_value.tv_sec));
    EXPECT(timerfd_gettime(wall, &rest) == 0 && nearly_an_hour(rest.it_value.tv_sec));
    EXPECT(rest.it_interval.tv_sec == 17 && rest.it_interval.tv_nsec == 19);
    EXPECT(timerfd_gettime(ticking, &rest) == 0 && rest.it_interval.tv_nsec == 10000000);
    usleep(30000);
    EXPECT(read(ticking, &ticks, 8) == 8);
    heard += ticks;
    /* At least the ticks from before "ready"; never more than time allows. */
    EXPECT(heard >= 10 && heard <= (nanos(CLOCK_BOOTTIME) - began) / 10000000);
    return NULL;
}
