/*
 * A watch list whose watched file only a stranger has open: a helper that left the tree.
 * refused: which only somebody outside of the tree has open
 */
#include "victim.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static int list;

/* A grandchild without a parent of the tree has the counter, until it is all alone. */
static void set_up(const char *directory)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 1};
    int counter = eventfd(1, 0), gone[2];
    pid_t family = getpid(), child;

    (void)directory;
    MUST(counter >= 0 && (list = epoll_create1(0)) >= 0 && epoll_ctl(list, EPOLL_CTL_ADD, counter, &event) == 0);
    MUST(pipe(gone) == 0 && (child = fork()) >= 0);
    if (child == 0) {
        if (fork() == 0) {
            close(list);
            close(gone[0]);
            close(gone[1]);
            while (kill(family, 0) == 0) {
                usleep(100000);
            }
        }
        _exit(0);
    }
    MUST(waitpid(child, NULL, 0) == child && close(gone[0]) == 0 && close(gone[1]) == 0 && close(counter) == 0);
}

static const char *check(void)
{
    struct epoll_event event;

    EXPECT(epoll_wait(list, &event, 1, 0) == 1 && event.data.u64 == 1);
    return NULL;
}
