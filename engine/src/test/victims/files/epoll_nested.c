/*
 * A tower of watch lists with files of all kinds, exclusive, edge-triggered and one-shot
 * watches.
 */
#include "victim.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

static int tower[4], counter, fired, pair[2];

static void watch(int on, int fd, uint32_t events, uint64_t data)
{
    struct epoll_event event = {.events = events, .data.u64 = data};

    MUST(epoll_ctl(on, EPOLL_CTL_ADD, fd, &event) == 0);
}

static void set_up(const char *work)
{
    int fd;

    for (int i = 0; i < 4; i++) {
        MUST((tower[i] = epoll_create1(0)) >= 0);
        if (i > 0) {
            watch(tower[i], tower[i - 1], EPOLLIN, 100 + i);
        }
    }
    MUST((counter = eventfd(0, EFD_NONBLOCK)) >= 0);
    watch(tower[0], counter, EPOLLIN | EPOLLEXCLUSIVE, 1);
    MUST((fired = eventfd(1, EFD_NONBLOCK)) >= 0);
    watch(tower[0], fired, EPOLLIN | EPOLLONESHOT, 2);
    struct epoll_event event;
    MUST(epoll_wait(tower[0], &event, 1, 0) == 1 && event.data.u64 == 2);
    MUST((fd = timerfd_create(CLOCK_MONOTONIC, 0)) >= 0);
    watch(tower[0], fd, EPOLLIN | EPOLLET, 3);
    MUST((fd = inotify_init()) >= 0 && inotify_add_watch(fd, work, IN_MOVED_TO) > 0);
    watch(tower[0], fd, EPOLLIN, 4);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    watch(tower[0], pair[0], EPOLLIN | EPOLLRDHUP | EPOLLPRI | EPOLLWAKEUP, 5);
}

static const char *check(void)
{
    struct epoll_event event;
    eventfd_t value;
    char byte;

    EXPECT(epoll_wait(tower[3], &event, 1, 0) == 0);
    EXPECT(eventfd_write(counter, 1) == 0 && epoll_wait(tower[3], &event, 1, 0) == 1 && event.data.u64 == 103);
    EXPECT(epoll_wait(tower[0], &event, 1, 0) == 1 && event.data.u64 == 1 && eventfd_read(counter, &value) == 0);
    EXPECT(epoll_wait(tower[3], &event, 1, 0) == 0);
    EXPECT(write(pair[1], "x", 1) == 1 && epoll_wait(tower[0], &event, 1, 0) == 1 && event.data.u64 == 5);
    EXPECT(event.events == EPOLLIN && read(pair[0], &byte, 1) == 1);
    event.events = EPOLLIN | EPOLLONESHOT;
    event.data.u64 = 2;
    EXPECT(epoll_ctl(tower[0], EPOLL_CTL_MOD, fired, &event) == 0);
    EXPECT(epoll_wait(tower[0], &event, 1, 0) == 1 && event.data.u64 == 2 && epoll_wait(tower[0], &event, 1, 0) == 0);
    return NULL;
}
