/*
 * Counters, timers, signals and watch lists as few use them: full counters, timers that a set clock cancels, of
 * all clocks, with one-shot ticks unread, absolute in the past; signals that wait behind a descriptor.
 * criu: cannot it restores 32 bits of a counter
 */
#include "victim.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

static int full, zero, cancel, expired, past, boot, signals, both;

static int timer(int clock, int flags, long seconds, long nanos)
{
    struct itimerspec setting = {.it_value = {seconds, nanos}};
    int fd = timerfd_create(clock, TFD_NONBLOCK);

    MUST(fd >= 0 && timerfd_settime(fd, flags, &setting, NULL) == 0);
    return fd;
}

static void set_up(const char *directory)
{
    sigset_t set;

    (void)directory;
    MUST((full = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) >= 0 && eventfd_write(full, 0xfffffffffffffffe) == 0);
    MUST((zero = eventfd(0, EFD_NONBLOCK)) >= 0);
    cancel = timer(CLOCK_REALTIME, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, time(NULL) + 7200, 0);
    expired = timer(CLOCK_MONOTONIC, 0, 0, 1);
    past = timer(CLOCK_REALTIME, TFD_TIMER_ABSTIME, 1, 0);
    boot = timer(CLOCK_BOOTTIME, 0, 7200, 0);
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 6);
    sigaddset(&set, SIGUSR2);
    MUST(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && (signals = signalfd(-1, &set, SFD_NONBLOCK)) >= 0);
    for (int i = 0; i < 3; i++) {
        MUST(sigqueue(getpid(), SIGRTMIN + 6, (union sigval){.sival_int = 40 + i}) == 0);
    }
    sigdelset(&set, SIGUSR2);
    MUST((both = dup(signals)) >= 0);
    usleep(10000);
}

static const char *check(void)
{
    struct itimerspec rest;
    uint64_t value;
    struct signalfd_siginfo info[4];

    EXPECT(eventfd_write(full, 1) == -1 && errno == EAGAIN && read(full, &value, 8) == 8);
    EXPECT(value == 0xfffffffffffffffe && eventfd_write(full, value) == 0 && fcntl(full, F_GETFD) == FD_CLOEXEC);
    EXPECT(read(zero, &value, 8) == -1 && errno == EAGAIN);
    EXPECT(timerfd_gettime(cancel, &rest) == 0 && rest.it_value.tv_sec > 6000 && rest.it_value.tv_sec <= 7200);
    EXPECT(read(cancel, &value, 8) == -1 && errno == EAGAIN);
    EXPECT(timerfd_gettime(boot, &rest) == 0 && rest.it_value.tv_sec > 6000);
    EXPECT(read(expired, &value, 8) == 8 && value == 1 && read(past, &value, 8) == 8 && value == 1);
    rest = (struct itimerspec){.it_value = {0, 1}};
    EXPECT(timerfd_settime(expired, 0, &rest, NULL) == 0 && timerfd_settime(past, TFD_TIMER_ABSTIME, &rest, NULL) == 0);
    usleep(5000);
    EXPECT(read(both, info, sizeof(info)) == 3 * sizeof(info[0]));
    for (int i = 0; i < 3; i++) {
        EXPECT(info[i].ssi_signo == (uint32_t)SIGRTMIN + 6 && info[i].ssi_int == 40 + i);
        EXPECT(sigqueue(getpid(), SIGRTMIN + 6, (union sigval){.sival_int = 40 + i}) == 0);
    }
    return NULL;
}
