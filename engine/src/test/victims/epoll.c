/* Watch lists: level and edge, one-shot spent and armed, data words, a watched watch list. */
#include "victim.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

#define WORD 0xfedcba9876543210ull

static int inner, outer, ready, silent, spent, edge, closing[2];

static void watch(int epoll, int fd, uint32_t events, uint64_t data)
{
    struct epoll_event event = {.events = events, .data.u64 = data};

    MUST(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0);
}

static void set_up(const char *directory)
{
    struct epoll_event event;

    (void)directory;
    MUST((inner = epoll_create1(EPOLL_CLOEXEC)) >= 0 && (outer = epoll_create1(0)) >= 0);
    MUST((ready = eventfd(1, 0)) >= 0 && (silent = eventfd(0, 0)) >= 0);
    MUST((spent = eventfd(1, 0)) >= 0 && (edge = eventfd(0, 0)) >= 0 && pipe(closing) == 0);
    watch(inner, spent, EPOLLIN | EPOLLONESHOT, 3);
    MUST(epoll_wait(inner, &event, 1, 0) == 1 && event.data.u64 == 3);
    watch(inner, ready, EPOLLIN, WORD);
    watch(inner, silent, EPOLLIN | EPOLLRDHUP, 2);
    watch(inner, edge, EPOLLIN | EPOLLET, 4);
    watch(inner, closing[0], EPOLLIN, 5);
    watch(outer, inner, EPOLLIN, 6);
}

static const char *check(void)
{
    struct epoll_event events[8];
    uint64_t one = 1;

    EXPECT(fcntl(inner, F_GETFD) == FD_CLOEXEC && fcntl(outer, F_GETFD) == 0);
    EXPECT(epoll_wait(outer, events, 8, 0) == 1 && events[0].data.u64 == 6);
    EXPECT(epoll_wait(inner, events, 8, 0) == 1 && events[0].data.u64 == WORD && events[0].events == EPOLLIN);
    EXPECT(write(edge, &one, 8) == 8 && epoll_wait(inner, events, 8, 0) == 2);
    EXPECT(events[0].data.u64 + events[1].data.u64 == WORD + 4);
    EXPECT(epoll_wait(inner, events, 8, 0) == 1 && events[0].data.u64 == WORD);
    EXPECT(read(edge, &one, 8) == 8 && one == 1);
    EXPECT(write(silent, &one, 8) == 8 && epoll_wait(inner, events, 8, 0) == 2 && read(silent, &one, 8) == 8);
    EXPECT(epoll_ctl(inner, EPOLL_CTL_ADD, silent, events) == -1 && errno == EEXIST);
    events[0] = (struct epoll_event){.events = EPOLLIN | EPOLLONESHOT, .data.u64 = 7};
    EXPECT(epoll_ctl(inner, EPOLL_CTL_MOD, spent, events) == 0 && epoll_wait(inner, events, 8, 0) == 2);
    EXPECT(epoll_wait(inner, events, 8, 0) == 1);
    return NULL;
}
