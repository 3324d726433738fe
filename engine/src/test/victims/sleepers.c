/*
 * Threads that wait in the ways in which calls of the kernel wait: a long sleep to an end that is known beforehand, poll,
 * epoll, a futex with a limit, sigsuspend, a blocking read; and one that computes with floating point and vectors all the
 * time. Each check asks whether they all still do, and no wait ended early or with an error it must not show.
 */
#include "victim.h"

#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <linux/futex.h>

#define NAP_NANOS 30000000ull

static int nothing[2];
static volatile uint64_t naps, polls, epolls, futexes, sums;
static volatile const char *failure;
static sigset_t own_mask;

static void fail(const char *what)
{
    failure = what;
}

/* How long a wait of NAP_NANOS took; never less. */
static void slept(uint64_t since, const char *what)
{
    if (nanos(CLOCK_MONOTONIC) - since < NAP_NANOS) {
        fail(what);
    }
}

static void *napping(void *unused)
{
    for (;; naps++) {
        struct timespec nap = {.tv_nsec = NAP_NANOS};
        uint64_t since = nanos(CLOCK_MONOTONIC);
        if (nanosleep(&nap, NULL) != 0) {
            fail("nanosleep was interrupted");
        }
        slept(since, "nanosleep was too short");
    }
    return unused;
}

static void *polling(void *unused)
{
    for (;; polls++) {
        struct pollfd wanted = {.fd = nothing[0], .events = POLLIN};
        uint64_t since = nanos(CLOCK_MONOTONIC);
        if (poll(&wanted, 1, NAP_NANOS / 1000000) != 0) {
            fail("poll did not run out of time");
        }
        slept(since, "poll was too short");
    }
    return unused;
}

/* An interrupted epoll_wait is shown as such by the kernel whenever a tracer stops it. */
static void *epolling(void *unused)
{
    int list = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event wanted = {.events = EPOLLIN};

    MUST(epoll_ctl(list, EPOLL_CTL_ADD, nothing[0], &wanted) == 0);
    for (;; epolls++) {
        struct epoll_event got;
        int count = epoll_wait(list, &got, 1, NAP_NANOS / 1000000);
        if (count > 0 || (count < 0 && errno != EINTR)) {
            fail("epoll_wait");
        }
    }
    return unused;
}

static void *on_a_futex(void *unused)
{
    static int word;

    for (;; futexes++) {
        struct timespec nap = {.tv_nsec = NAP_NANOS};
        uint64_t since = nanos(CLOCK_MONOTONIC);
        if (syscall(SYS_futex, &word, FUTEX_WAIT, 0, &nap, NULL, 0) != -1 || errno != ETIMEDOUT) {
            fail("futex did not run out of time");
        }
        slept(since, "futex was too short");
    }
    return unused;
}

static void *reading(void *unused)
{
    char byte;

    read(nothing[0], &byte, 1);
    fail("read came back");
    return unused;
}

static void *suspended(void *unused)
{
    sigset_t none;

    sigfillset(&none);
    sigsuspend(&none);
    fail("sigsuspend came back");
    return unused;
}

static void *computing(void *unused)
{
    typedef double vector __attribute__((vector_size(16)));
    vector sum = {0, 1};

    for (;; sums++) {
        for (int i = 0; i < 100000; i++) {
            sum += (vector){0.5, 0.25};
            __asm__ volatile("" : "+x"(sum));
        }
        vector wanted = {(sums + 1) * 50000.0, (sums + 1) * 25000.0 + 1};
        if (sum[0] != wanted[0] || sum[1] != wanted[1]) {
            fail("the sum is wrong");
        }
        usleep(1000);
    }
    return unused;
}

static void set_up(const char *directory)
{
    void *(*work[])(void *) = {napping, polling, epolling, on_a_futex, reading, suspended, computing};
    sigset_t ours;

    (void)directory;
    MUST(pipe2(nothing, O_CLOEXEC) == 0);
    sigemptyset(&ours);
    sigaddset(&ours, SIGUSR1);
    MUST(pthread_sigmask(SIG_BLOCK, &ours, &own_mask) == 0);
    for (size_t i = 0; i < sizeof(work) / sizeof(*work); i++) {
        pthread_t thread;
        MUST(pthread_create(&thread, NULL, work[i], NULL) == 0);
    }
    MUST(pthread_sigmask(SIG_SETMASK, &own_mask, NULL) == 0);
}

static const char *check(void)
{
    uint64_t before[] = {naps, polls, epolls, futexes, sums};
    sigset_t blocked;

    for (int i = 0; i < 50 && (naps < before[0] + 2 || polls < before[1] + 2 || epolls < before[2] + 2
                               || futexes < before[3] + 2 || sums < before[4] + 2); i++) {
        usleep(20000);
    }
    EXPECT(naps >= before[0] + 2);
    EXPECT(polls >= before[1] + 2);
    EXPECT(epolls >= before[2] + 2);
    EXPECT(futexes >= before[3] + 2);
    EXPECT(sums >= before[4] + 2);
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    for (int signal = 1; signal < NSIG; signal++) {
        EXPECT(sigismember(&blocked, signal) == sigismember(&own_mask, signal));
    }
    return (const char *)failure;
}
