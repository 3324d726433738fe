/*
 * Threads in system calls that wait: with relative and absolute times and without, and none of them notices anything.
 * criu: cannot dump calls with timeouts without their noticing; restores what crj has dumped
 */
#include "victim.h"
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int pipes[2], pairs[2];
static uint32_t word;
static sem_t semaphore;
static volatile long results[16];
static volatile int errors[16];
static volatile int returned[16];

/* As compilers put it into programs: the number moved right before the call. */
static long futex_wait(const struct timespec *time)
{
    register const struct timespec *fourth __asm__("r10") = time;
    long result;

    __asm__ volatile("movl $202, %%eax\n\tsyscall"
                     : "=a"(result)
                     : "D"(&word), "S"(FUTEX_WAIT_PRIVATE), "d"(0), "r"(fourth)
                     : "rcx", "r11", "memory");
    errno = result < 0 ? -result : 0;
    return result < 0 ? -1 : result;
}

static long wait_for(int which)
{
    struct timespec relative = {.tv_sec = 100000}, absolute;
    struct pollfd readable = {.fd = pipes[0], .events = POLLIN};
    struct epoll_event event;
    struct timeval time = {.tv_sec = 100000};
    fd_set set;
    char byte;
    int fd;

    clock_gettime(CLOCK_MONOTONIC, &absolute);
    absolute.tv_sec += 100000;
    switch (which) {
    case 0:
        return nanosleep(&relative, NULL);
    case 1:
        return clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &absolute, NULL);
    case 2:
        return poll(&readable, 1, 100000000);
    case 3:
        return ppoll(&readable, 1, &relative, NULL);
    case 4:
        FD_ZERO(&set);
        FD_SET(pipes[0], &set);
        return select(pipes[0] + 1, &set, NULL, NULL, &time);
    case 5:
        return futex_wait(&relative);
    case 6:
        clock_gettime(CLOCK_REALTIME, &absolute);
        absolute.tv_sec += 100000;
        return sem_timedwait(&semaphore, &absolute);
    case 7:
        fd = epoll_create1(0);
        return epoll_wait(fd, &event, 1, 100000000);
    case 8:
        fd = epoll_create1(0);
        return syscall(SYS_epoll_pwait2, fd, &event, 1, &relative, NULL, 0);
    case 9:
        return read(pipes[0], &byte, 1);
    case 10:
        setsockopt(pairs[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
        return recv(pairs[0], &byte, 1, 0);
    case 11:
        return epoll_wait(epoll_create1(0), &event, 1, -1);
    case 12:
        return clock_nanosleep(CLOCK_REALTIME, 0, &relative, NULL);
    default:
        return pause();
    }
}

#define WAITS 14

static void *live(void *argument)
{
    long me = (long)argument;

    results[me] = wait_for(me);
    errors[me] = errno;
    returned[me] = 1;
    for (;;) {
        pause();
    }
    return NULL;
}

static void set_up(const char *directory)
{
    pthread_t thread;
    sigset_t set;

    (void)directory;
    MUST(pipe(pipes) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, pairs) == 0);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    for (long i = 0; i < WAITS; i++) {
        MUST(pthread_create(&thread, NULL, live, (void *)i) == 0);
    }
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    usleep(50000);
}

static const char *check(void)
{
    static char text[100];

    usleep(50000);
    for (int i = 0; i < WAITS; i++) {
        if (returned[i]) {
            snprintf(text, sizeof text, "call %d returned %ld, errno %d", i, results[i], errors[i]);
            return text;
        }
    }
    return NULL;
}
