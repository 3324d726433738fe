/*
 * Watch lists that watch what has another number by now: closed and kept by a duplicate, replaced by another file, held by
 * a child only; and one list that watches another.
 */
#include "victim.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

static int list, kept, kept_number, replaced, replaced_number, inner, outer, deep, two[2];

static void watch(int on, int fd, uint32_t events, uint64_t data)
{
    struct epoll_event event = {.events = events, .data.u64 = data};

    MUST(epoll_ctl(on, EPOLL_CTL_ADD, fd, &event) == 0);
}

static int counter(void)
{
    int fd = eventfd(0, EFD_NONBLOCK);

    MUST(fd >= 0);
    return fd;
}

static void set_up(const char *directory)
{
    (void)directory;
    MUST((list = epoll_create1(EPOLL_CLOEXEC)) >= 0);
    kept_number = counter();
    watch(list, kept_number, EPOLLIN, 0x1111111100000001);
    MUST((kept = dup(kept_number)) >= 0 && close(kept_number) == 0);
    /* The number is taken by another file, which is not watched. */
    MUST(open("/dev/null", O_RDONLY) == kept_number);
    replaced_number = counter();
    watch(list, replaced_number, EPOLLIN | EPOLLET, 2);
    MUST((replaced = dup(replaced_number)) >= 0 && dup2(counter(), replaced_number) == replaced_number);
    /* … and is watched itself, under the same number. */
    watch(list, replaced_number, EPOLLIN, 3);
    MUST((inner = epoll_create1(0)) >= 0 && (outer = epoll_create1(0)) >= 0);
    deep = counter();
    watch(inner, deep, EPOLLIN, 4);
    watch(outer, inner, EPOLLIN, 5);
    MUST(pipe(two) == 0);
    watch(list, two[0], EPOLLIN, 6);
    watch(list, two[1], EPOLLOUT | EPOLLONESHOT, 7);
}

/* Exactly this is reported. */
static int reports(int on, uint64_t data)
{
    struct epoll_event events[8];

    return epoll_wait(on, events, 8, 0) == 1 && events[0].events == EPOLLIN && events[0].data.u64 == data;
}

static int is_silent(int on)
{
    struct epoll_event event;

    return epoll_wait(on, &event, 1, 0) == 0;
}

static int raise_it(int fd)
{
    return eventfd_write(fd, 1) == 0;
}

static int lower(int fd)
{
    eventfd_t value;

    return eventfd_read(fd, &value) == 0 && value == 1;
}

static const char *check(void)
{
    struct epoll_event event;
    char byte;

    /* The one-shot watch tells once in all. */
    static int first = 1;
    if (first) {
        EXPECT(epoll_wait(list, &event, 1, 0) == 1 && event.data.u64 == 7 && event.events == EPOLLOUT);
        first = 0;
    }
    EXPECT(is_silent(list) && is_silent(outer));
    EXPECT(raise_it(kept) && reports(list, 0x1111111100000001) && lower(kept) && is_silent(list));
    EXPECT(raise_it(replaced) && reports(list, 2) && is_silent(list) && lower(replaced));
    EXPECT(raise_it(replaced_number) && reports(list, 3) && lower(replaced_number) && is_silent(list));
    EXPECT(raise_it(deep) && reports(outer, 5) && reports(inner, 4) && lower(deep) && is_silent(outer));
    EXPECT(write(two[1], "x", 1) == 1 && reports(list, 6) && read(two[0], &byte, 1) == 1 && is_silent(list));
    /* What the list knows under the number of another file cannot be reached by that number. */
    EXPECT(epoll_ctl(list, EPOLL_CTL_MOD, kept_number, &(struct epoll_event){.events = EPOLLIN}) == -1);
    return NULL;
}
