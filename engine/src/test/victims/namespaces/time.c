/*
 * Lives in a time namespace whose clocks are ahead by days: they go on where they were, and so does a sleeper's deadline.
 * launch: unshare --time --monotonic 500000 --boottime 900000 --fork setsid
 */
#include "victim.h"
#include <sys/timerfd.h>

#define NANOS 1000000000ull
#define MONOTONIC_AHEAD 500000
#define BOOTTIME_AHEAD 900000

static uint64_t last, last_boot;
static int timer;

static void set_up(const char *directory)
{
    struct itimerspec day = {.it_value = {.tv_sec = 0}};

    (void)directory;
    last = nanos(CLOCK_MONOTONIC);
    last_boot = nanos(CLOCK_BOOTTIME);
    MUST(last > MONOTONIC_AHEAD * NANOS && last_boot > BOOTTIME_AHEAD * NANOS);
    MUST((timer = timerfd_create(CLOCK_MONOTONIC, 0)) >= 0);
    day.it_value.tv_sec = last / NANOS + 86400;
    MUST(timerfd_settime(timer, TFD_TIMER_ABSTIME, &day, NULL) == 0);
}

static const char *check(void)
{
    uint64_t now = nanos(CLOCK_MONOTONIC), boot = nanos(CLOCK_BOOTTIME);
    struct itimerspec left;

    EXPECT(now >= last && now - last < 600 * NANOS);
    EXPECT(boot >= last_boot && boot - last_boot < 600 * NANOS);
    EXPECT(timerfd_gettime(timer, &left) == 0 && left.it_value.tv_sec > 86400 - 600 && left.it_value.tv_sec <= 86400);
    last = now;
    last_boot = boot;
    return NULL;
}
