/* What the vdso does without a system call is what the system call does: vdso(7). */
#include "victim.h"
#include <sched.h>
#include <sys/syscall.h>
#include <sys/time.h>

static int apart(const struct timespec *one, const struct timespec *other)
{
    long long nanos = (other->tv_sec - one->tv_sec) * 1000000000ll + other->tv_nsec - one->tv_nsec;

    return nanos < 0 || nanos > 2000000000ll;
}

static void set_up(const char *directory)
{
    (void)directory;
    MUST(time(NULL) > 0);
}

static const char *check(void)
{
    static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_MONOTONIC_COARSE};
    struct timespec own, kernels, fine;
    struct timeval day;
    unsigned cpu = 1000;

    for (unsigned i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
        EXPECT(clock_gettime(clocks[i], &own) == 0 && syscall(SYS_clock_gettime, clocks[i], &kernels) == 0);
        EXPECT(!apart(&own, &kernels));
        EXPECT(clock_getres(clocks[i], &fine) == 0 && fine.tv_sec == 0);
    }
    EXPECT(gettimeofday(&day, NULL) == 0 && labs(day.tv_sec - time(NULL)) <= 1);
    EXPECT(getcpu(&cpu, NULL) == 0 && cpu < 1000);
    return NULL;
}
