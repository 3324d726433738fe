/*
 * Timers that would wake a machine from its sleep.
 * criu: cannot it knows no such clock
 */
#include "victim.h"
#include <sys/timerfd.h>

static int real, boot;

static void set_up(const char *directory)
{
    struct itimerspec setting = {.it_value = {7200, 0}, .it_interval = {5, 0}};

    (void)directory;
    MUST((real = timerfd_create(CLOCK_REALTIME_ALARM, 0)) >= 0 && timerfd_settime(real, 0, &setting, NULL) == 0);
    MUST((boot = timerfd_create(CLOCK_BOOTTIME_ALARM, 0)) >= 0 && timerfd_settime(boot, 0, &setting, NULL) == 0);
}

static const char *check(void)
{
    struct itimerspec rest;

    EXPECT(timerfd_gettime(real, &rest) == 0 && rest.it_value.tv_sec > 6000 && rest.it_interval.tv_sec == 5);
    EXPECT(timerfd_gettime(boot, &rest) == 0 && rest.it_value.tv_sec > 6000 && rest.it_interval.tv_sec == 5);
    return NULL;
}
